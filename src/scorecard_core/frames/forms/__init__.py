"""How frames find what the larger sources mean: averages, groups, the hardest of several, what came with a figure."""
