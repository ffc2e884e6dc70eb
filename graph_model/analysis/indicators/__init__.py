"""Indicators for the evaluation: figures with intervals, period against period, funnel, quality."""
