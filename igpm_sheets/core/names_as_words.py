"""Names that are words as well: alone, in somebody's sentence, they may be either."""

from __future__ import annotations

_LISTED = """
able abbey abbot abbott ace alma amber angel april archer art ash august autumn bacon baker ball
banks barber barker barn barrel bath bay beach bean bear beck bell bench berry best better bird
bishop bill black blake blessing bliss block bloom blossom blue board bold bolt bond booker booth
bower bowman boy brand branch brandy brass bridge bridges bright brook brooks brown buck buckle
bull burden burns bury bush butcher butler buzz candy cannon carol carpenter carr carter case cash
castle cave chad chain chair chamberlain chambers chance chandler chapel chapman charity chase
cherry chester chip christian christmas chuck church clarity clay cliff close clover coach coffee
coke cole collier comfort constable constant cook coop cooper coral corner cotton counsel court
craft crane crisp cross crow crystal cummings curry curtain cutler daisy dale dance dark darling
dash dawn day deacon dean dear derby desire dick dolly down drake draper drew drum duke dusty
dwell dyer early earl east ember england english ernest eve ever fair faith farmer farrow faith
fern field fielder fields finch fisher flint flora flower flowers floyd forbes ford forest
forester fortune foster fountain fowler fox francis frank franklin free freedom freeman french
friend frost fry fuller gale game garden gardener garland garner gate gates gay gene gentle gentry
ginger glad glass glen glover gold golden good goodman goodwill gore grace grain grant graves gray
green grey grove guard guy hail hale hall ham hand happy harden hardy harmony harper hart harvest
haven hawk hay hazel head heart heath heather hedges helm herring hickory high hill hills holder
holiday holland hollow holly holmes home honey hood hook hope hopper horn horne house how howe
hunt hunter hurst ireland irish iris iron irons ivory ivy jack jade jasmine jay jet jewel john
jolly jordan joy joyce judge july june justice keen keep kent key keys kind king kit kitchen
knight lace lad lake lamb lance land lane lark last lath lavender law lawless laws lay lead leaf
lee legend lemon lent liberty light lilac lily lime lincoln link lion list little lock locke lodge
london long love lovely low lowe luck lucky mace major male man mann manor many march marina mark
marks marsh marshal marshall marshes martin mason mast masters match may mead meadow meadows means
meek melody mercer mercy merit merry mild miles mill miller mills min mine minor minster miracle
miss moody moon moor moore morrow moss mount mountain mundy myrtle nash neat neighbour new
newcomer newman newt nice nick nightingale noble noon norm norman north nun nurse oak oaks oakes
old olive opal orchard otter owens own pace pack page paige painter palace palm palmer park parker
parks parson parsons pat patience peace peach peacock pearl peel penny pepper perry pet piece
pierce pike pink piper pit pitman place plant plum plummer pole pollard pond poole pope poppy
porter post potter potts pound power powers pratt preacher price pride priest prime prince prior
proctor prosper proud prudence purple quick rain rains ram ranger ray read reader reading ready
red reed reeve reeves rice rich ridge right rise rivers river roach road roads rob robin rock
roman rook rose rosemary rot rowan rower rows ruby rule rush russet rusty saddler sage saint sale
salt sand sandy satin savage sawyer sayer school scott scrivener sea seal seller sergeant shade
sharp shaw shepherd sherry shield shields short silk silver simple singer sky skip slate slater
small smart smith snow so song south spark sparks speaker spencer spicer spring squire staff star
starling steel stead stern steward still stock stone stones storey storm story street strange
strong sue summer summers sun swan sweet swift sword tailor tall tanner taylor teal temple
thatcher thorn thorne tiger till tin tong tony top town trader travis tree trinity true trusty
tucker turner twigg tyler usher vale valentine valley van vane verity vest victor vine violet
virtue vogue wade wain wales walker wall waller wallis ward warden warm warner warren wash water
waters watchman way wayne weaver webb webster weeks well wells welsh west wheeler whistler white
whittle wild wilder will willing willow wills win winter winters wisdom wise wish wolf wood woods
woodward word words worth wren wright yard yarrow york young zest an and ah all bo can do he ho in
it me my no on or see she to too us we you
"""

WORDS = frozenset(_LISTED.split())
"""In small letters, without accents."""
