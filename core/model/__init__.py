"""The field's words as values, errors as sentences, text made safe."""
