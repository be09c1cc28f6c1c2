"""What a demo city needs to show integration: agencies' systems with made-up records, some of them wrong, and sources that read them."""
