"""爱心超市: its stock book, and what is redeemed there."""

from portal.shop.models.redemptions import Redemption, RedemptionLine
from portal.shop.models.stock import Shop, ShopItem, StockMove, Stocktake, StocktakeLine

__all__ = ["Redemption", "RedemptionLine", "Shop", "ShopItem", "StockMove", "Stocktake", "StocktakeLine"]
