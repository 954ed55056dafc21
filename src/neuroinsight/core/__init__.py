"""The words of the house: values, laws and errors. Numpy and the standard library only."""
