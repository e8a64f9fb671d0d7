"""Every bad input gets a message with place, finding and remedy, and the rest is answered."""
