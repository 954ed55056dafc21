"""From a patient's study to what a network reads, and the way back."""
