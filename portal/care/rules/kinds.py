"""The kinds of service near home.

Source: S2-16 (理发, 助浴, 助餐, 护理课), S0-23 (日间照料站), S0-24 (爱心超市).
"""

SERVICE_KINDS = {
    "haircut": "理发",
    "bathing": "助浴",
    "meals": "助餐",
    "escort": "陪诊",
    "cleaning": "保洁",
    "care_class": "护理课",
    "publicity": "宣传",
    "shop_duty": "爱心超市值守",
    "other": "其他",
}
