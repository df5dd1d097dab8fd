"""From a law to source text: the law runs on sympy symbols, its statements are kept and written as kernels.

This is the only room that imports sympy; it knows no mechanics. A kernel is looked for in
``biolift.engine.kernels`` first, so a standard run never comes here.
"""
