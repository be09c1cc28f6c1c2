"""What several apps need and none owns: text, periods, differences, the workflow. It knows no app above it."""
