"""Widgets: they are told what to show and never see the store."""
