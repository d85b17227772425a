"""Tests of the files and the pictures of reports."""
