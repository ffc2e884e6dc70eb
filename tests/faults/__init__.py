"""Faults: killed processes, full disks, damaged files, locked and foreign databases."""
