"""Compositions on frames: their members are rated where they are asked for, and they themselves in a second round.

It may import what one round is made of: plans, the door and the pipeline. Only what settles who is rated together
imports it.
"""
