"""The printed scorecard: what it is made from, what it shows, and the forms it comes in."""
