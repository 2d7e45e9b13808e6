"""The price list: labour by the piece as such offices publish it, and the materials kept in the store. Yuan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """A line of the list; without a price it is by agreement 面议."""

    name: str
    unit: str
    yuan: str | None
    material: bool = False


def _material(name: str, unit: str, yuan: str) -> Price:
    return Price(name, unit, yuan, material=True)


PRICES: dict[str, list[Price]] = {
    "电气照明": [
        Price("更换灯泡", "个", "10"),
        Price("更换日光灯管", "支", "15"),
        Price("更换启辉器", "个", "5"),
        Price("更换镇流器", "个", "20"),
        Price("安装吸顶灯", "盏", "30"),
        Price("安装吊灯（普通）", "盏", "60"),
        Price("更换开关、插座面板", "个", "15"),
        Price("更换空气开关", "个", "30"),
        Price("室内线路排查", "次", "30"),
        Price("更换电表", "只", "40"),
        Price("安装浴霸", "台", "60"),
        Price("更换网络水晶头", "个", "10"),
        Price("路由器调试", "次", "50"),
        Price("室内线路改造", "处", None),
        _material("LED 灯泡", "个", "12"),
        _material("LED 灯管", "支", "18"),
        _material("LED 吸顶灯", "盏", "85"),
        _material("开关、插座面板", "个", "18"),
        _material("空气开关 32A", "个", "35"),
    ],
    "给排水": [
        Price("更换水龙头（普通）", "个", "20"),
        Price("更换水龙头（混合）", "个", "40"),
        Price("水龙头漏水维修", "处", "15"),
        Price("更换软管", "根", "10"),
        Price("更换角阀、水阀", "个", "20"),
        Price("更换给水管", "米", "50"),
        Price("疏通马桶", "次", "60"),
        Price("疏通地漏", "次", "50"),
        Price("疏通洗手盆、菜盆", "次", "40"),
        Price("机械疏通", "次", "120"),
        Price("室内下水道疏通", "次", "60"),
        Price("更换马桶水箱配件", "套", "30"),
        Price("马桶拆装", "个", "100"),
        Price("洗手盆安装", "个", "60"),
        Price("更换水表", "只", "40"),
        _material("铜角阀 4 分", "个", "26"),
        _material("PPR 管 25 mm 及弯头", "套", "38.50"),
        _material("编织软管 60 cm", "根", "15"),
        _material("水龙头（普通）", "个", "45"),
        _material("马桶水箱配件", "套", "48"),
    ],
    "门窗五金": [
        Price("更换门锁、锁芯", "套", "50"),
        Price("更换门窗把手", "个", "15"),
        Price("墙面打孔", "个", "5"),
        Price("安装窗帘杆", "副", "30"),
        Price("打玻璃胶", "米", "20"),
        Price("更换玻璃", "㎡", "80"),
        _material("锁芯（C 级）", "套", "95"),
        _material("门窗把手", "个", "22"),
        _material("合页", "副", "16"),
    ],
    "暖通": [
        Price("更换暖气阀门", "个", "50"),
        Price("清洗暖气过滤网", "户", "50"),
        Price("地暖清洗", "组", "100"),
        Price("清洗空调过滤网", "台", "15"),
        Price("空调加氟", "匹", "80"),
        _material("暖气阀门", "个", "32"),
    ],
    "房屋结构": [
        Price("瓷砖修补", "㎡", "40"),
        Price("室内局部防水", "处", None),
    ],
    "特约服务": [
        Price("拆抽油烟机", "台", "20"),
        Price("装抽油烟机", "台", "50"),
        Price("拆热水器", "台", "20"),
        Price("装热水器", "台", "80"),
        Price("家庭保洁", "小时", "45"),
        Price("油烟机清洗", "台", "120"),
        Price("室内搬运", "次", "60"),
        Price("其他特约服务", "次", None),
    ],
}
