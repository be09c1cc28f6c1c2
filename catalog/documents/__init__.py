"""The papers that offices exchange about the catalogue, made from what the registry knows; nothing of them is stored.

`offers` is the law: which paper, in which states, of what. One small module a kind says what it says (`hcm_registry.documents`
sets it). What is not known is a blank for the pen.
"""
