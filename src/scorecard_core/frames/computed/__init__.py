"""Computed measures on frames: the rows of what they are computed from become rows of figures like any other.

It may import what the door is made of, and the exact arithmetic of columns; only the plan and what decides who is rated
together import it.
"""
