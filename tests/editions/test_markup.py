"""HTML read as a browser reads it, and written so that XML readers read it, too."""

import xml.etree.ElementTree as ET

from reportcard.editions import markup
from reportcard.editions.markup import inner, parse, write


def test_what_is_written_is_xml_and_keeps_the_capitals_of_svg() -> None:
    html = (
        '<p>a&nbsp;b &amp; c<br>d</p><svg viewBox="0 0 1 1"><linearGradient ID="g"/>'
        '<clipPath id="c"><path d="M0,0"/></clipPath></svg><input disabled><td></td>'
    )
    text = write(parse(html))
    root = ET.fromstring(text)
    assert "a\xa0b & c" in "".join(root.itertext())
    assert root.find("svg").attrib == {"viewBox": "0 0 1 1"}  # type: ignore[union-attr]
    assert root.find("svg/linearGradient").attrib == {"ID": "g"}  # type: ignore[union-attr]
    assert root.find("svg/clipPath/path") is not None
    assert '<input disabled=""/><td></td>' in text


def test_tags_left_open_end_with_their_parent() -> None:
    root = parse("<div><ul><li>one<li>two</ul>after</b></div>tail")
    assert [e.tag for e in root.iter()] == ["div", "div", "ul", "li", "li"]
    assert markup.text_of(root) == "onetwoaftertail"


def test_text_behind_what_is_removed_stays() -> None:
    root = parse("<p>a<i>b</i>c<i>d</i>e</p>")
    gone = markup.remove(root, lambda e: e.tag == "i")
    assert inner(root) == "<p>ace</p>"
    assert [(e.text, e.tail) for e in gone] == [("b", None), ("d", None)]


def test_clean_leaves_nothing_for_scripts() -> None:
    root = parse(
        "<style scoped>p{}</style><script>1 < 2</script>"
        '<h1 id="a">T<a class="headerlink">#</a></h1>'
        '<button class="v" type="button" popovertarget="p-k">145</button><button>Close</button>'
        '<aside popover id="p-k">note</aside><p id="a">again</p>'
    )
    markup.clean(root)
    markup.drop_repeated_ids(root)
    assert inner(root) == (
        '<h1 id="a">T</h1><a class="v" href="#p-k">145</a><aside id="p-k">note</aside><p>again</p>'
    )


def test_what_refers_to_an_id_follows_its_new_name() -> None:
    root = parse(
        '<svg aria-labelledby="x y"><clipPath id="x"></clipPath><g clip-path="url(#x)">'
        '<use xlink:href="#x"></use></g></svg><a href="#x">1</a><a href="other#x">2</a>'
    )
    markup.rename(root, {"x": "n-x"})
    assert inner(root) == (
        '<svg aria-labelledby="n-x y"><clipPath id="n-x"></clipPath><g clip-path="url(#n-x)">'
        '<use xlink:href="#n-x"></use></g></svg><a href="#n-x">1</a><a href="other#x">2</a>'
    )
