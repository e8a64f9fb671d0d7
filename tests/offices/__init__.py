"""Fictional offices, and the answers to them worked out a second time.

``truth`` makes up an office: applications, assessors and marks, as the office knows them.
``oracle`` works out every result by the simplest reading of the rules, without the product.
``sheets`` writes the office down as workbooks and settings, tidily or as offices really do.
``differences`` sets the oracle's answers beside the program's JSON, line by line.
"""
