"""Mutation testing: the rules with one small fault at a time, each of which some test must find."""
