"""What several apps need and none owns: the workflow and its steps, broken rules, periods, rows never rewritten. It knows no app."""
