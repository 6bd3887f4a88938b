"""爱心超市: stock, redemption of minutes, receipts. Minutes never become money."""
