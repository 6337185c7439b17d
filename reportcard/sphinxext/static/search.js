// Search. Over http Pagefind finds the sections and loads their text piece by piece; from disk,
// where browsers refuse its module, and where a book has no index, the whole text is one script.
// Either way the same sections are found: those that hold every part of the query, folded.
(() => {
  "use strict";
  const BREAK = "\ue000", PAGE = 10, NUMBERS = 5, BEFORE = 50, AFTER = 130, MANY = 200;
  const HAN = "\\u3005\\u3007\\u3400-\\u9fff\\u{20000}-\\u{323ff}";
  const IN_WORD = "[\\p{L}\\p{N}_]", IN_NUMBER = "(?<=\\p{Nd})[.,](?=\\p{Nd})";
  const LATIN = `(?![${HAN}])${IN_WORD}`;
  const WORDS = new RegExp(`[${HAN}]|(?:${LATIN}|${IN_NUMBER})+`, "gu");
  const CHINESE = new RegExp(`([\\u3000-\\u303f\\uff01-\\uff5e${HAN}]+)`, "u");
  const zh = document.documentElement.lang.startsWith("zh");

  const once = make => { let made; return () => made ??= make(); };
  const isHan = word => new RegExp(`^[${HAN}]$`, "u").test(word);

  const load = address => new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, {src: address, onload: done, onerror: failed});
    document.head.append(script);
  });

  // ── what the book says ───────────────────────────────────────────────────────────────────────

  /** One character for one, as reportcard/folding.py has it. */
  const folder = ([traditional, simplified]) => {
    const to = [...simplified];
    const table = new Map([...traditional].map((from, index) => [from, to[index]]));
    const fits = (changed, character) =>
      [...changed].length === 1 && changed.length === character.length ? changed : character;
    return text => Array.from(text, character => {
      const half = fits(character.normalize("NFKC"), character);
      const small = fits(half.toLowerCase(), half);
      return table.get(small) ?? small;
    }).join("");
  };

  const book = (folderOfScripts, root) => once(async () => {
    await load(`${folderOfScripts}/contents.js`);
    const known = window.reportcardSearch, fold = folder(known.fold);
    const address = (page, anchor) => `${root}${page.address}#${anchor}`;
    const sections = known.pages.flatMap(page => page.sections.map(([anchor, title], index) =>
      ({href: address(page, anchor), page: index ? page.title : "", title, folded: fold(title)})));
    const numbers = known.pages.flatMap(page => page.numbers.map(([anchor, title, value]) =>
      ({href: address(page, anchor), page: page.title, title, value,
        folded: fold(title + BREAK + value)})));
    const pieces = known.words && location.protocol !== "file:";
    const index = pieces ? await pagefind(known, root)
      : await wholeText(folderOfScripts, known, sections, fold);
    return {fold, sections, numbers, index};
  });

  // An index has find(terms) → numbers of sections, and text(number) → what a section says.

  const wholeText = async (folderOfScripts, known, sections, fold) => {
    await load(`${folderOfScripts}/texts.js`);
    const folded = known.texts.map((text, n) => sections[n].folded + BREAK + fold(text));
    return {
      find: async terms => [...folded.keys()].filter(n => terms.every(t => t.in(folded[n]))),
      text: async n => known.texts[n],
    };
  };

  const pagefind = async (known, root) => {
    const address = new URL(`${root}pagefind/pagefind.js`, document.baseURI).href;
    const engine = (await import(address)).createInstance({noWorker: true});
    const place = new Map(known.order.map((name, n) => [name, n])), found = new Map();
    const one = async query => (await engine.search(query)).results.map(result => {
      const n = place.get(result.id);
      found.set(n, result);
      return n;
    });
    const any = async queries => new Set((await Promise.all(queries.map(one))).flat());
    return {
      find: async terms => {
        const sets = await Promise.all(terms.map(term => any(term.queries(known.words))));
        return [...sets[0]].filter(n => sets.every(set => set.has(n)));
      },
      text: async n => (await found.get(n).data()).meta.text,
    };
  };

  // ── what is asked ────────────────────────────────────────────────────────────────────────────

  /** A part of the query without spaces: a phrase whose outer words may be parts of words. */
  const term = words => {
    const gap = (a, b) => `[^\\p{L}\\p{N}_${BREAK}]${isHan(a) || isHan(b) ? "*" : "+"}`;
    const escaped = word => word.replaceAll(/[.]/g, "\\.");
    const whole = word => word.length === 1 && !isHan(word);   // "a", "7": no part of any word
    const bounded = word => whole(word)
      ? `(?<!${LATIN}|\\p{Nd}[.,])${word}(?!${LATIN}|[.,]\\p{Nd})` : escaped(word);
    const source = words.map((word, n) => (n ? gap(words[n - 1], word) : "") + bounded(word)).join("");
    const pattern = new RegExp(source, "gu");
    const alone = new RegExp(`(?<!${LATIN})(?:${source})(?!${LATIN})`, "u");
    const candidates = (known, word, fits) =>
      isHan(word) || whole(word) ? [word] : known.filter(other => fits(other, word));
    return {
      in: text => text.search(pattern) >= 0,
      alone: text => alone.test(text),
      hits: text => Array.from(text.matchAll(pattern), hit => [hit.index, hit.index + hit[0].length]),
      /** What to ask of Pagefind, which knows whole words, their beginnings, and phrases. */
      queries: known => {
        if (words.length === 1) {
          const [word] = words, queries = [];
          for (const other of candidates(known, word, (a, b) => a.includes(b)))
            if (!queries.length || !other.startsWith(queries.at(-1))) queries.push(other);
          return isHan(word) || whole(word) ? [`"${word}"`] : queries;
        }
        const first = candidates(known, words[0], (a, b) => a.endsWith(b));
        const last = candidates(known, words.at(-1), (a, b) => a.startsWith(b));
        const between = words.slice(1, -1);
        return first.flatMap(a => last.map(z => `"${[a, ...between, z].join(" ")}"`)).slice(0, MANY);
      },
    };
  };

  const terms = folded => folded.split(/\s+/).map(part => part.match(WORDS)).filter(Boolean).map(term);

  /** Numbers by their names, then sections: those whose title says it first, in the book's order. */
  const search = async ({fold, sections, numbers, index}, query) => {
    const asked = terms(fold(query));
    if (!asked.length) return {asked, items: []};
    const says = item => asked.every(one => one.in(item.folded));
    const far = item => asked.filter(one => !one.alone(item.folded)).length;   // "start" for "star"
    const named = numbers.filter(says)
      .sort((a, b) => far(a) - far(b) || a.title.length - b.title.length);
    const places = (await index.find(asked)).sort((a, b) => a - b)
      .map(n => ({...sections[n], text: () => index.text(n)}));
    const [inTitle, inText] = [places.filter(says), places.filter(place => !says(place))];
    return {asked, items: [...named.slice(0, NUMBERS), ...inTitle, ...inText, ...named.slice(NUMBERS)]};
  };

  // ── what is shown ────────────────────────────────────────────────────────────────────────────

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  /** Text with its language said, where Chinese stands on a page in another language. */
  const spoken = text => zh ? [text] : text.split(CHINESE).filter(Boolean).map(run => {
    if (!CHINESE.test(run)) return run;
    const quoted = element("span", "", run);
    quoted.lang = "zh";
    return quoted;
  });

  const shown = text => spoken(text.replaceAll(BREAK, " · "));

  const hitsIn = (text, asked, fold) => {
    const folded = fold(text), hits = asked.flatMap(one => one.hits(folded));
    const merged = [];
    for (const [start, end] of hits.sort((a, b) => a[0] - b[0])) {
      if (merged.length && start <= merged.at(-1)[1]) {
        merged.at(-1)[1] = Math.max(end, merged.at(-1)[1]);
      } else merged.push([start, end]);
    }
    return merged;
  };

  /** The characters from ``start`` to ``end``, the hits among them marked. */
  const marked = (text, hits, start = 0, end = text.length) => {
    const parts = [];
    for (const [from, to] of hits.filter(hit => hit[0] >= start && hit[1] <= end)) {
      parts.push(...shown(text.slice(start, from)), element("mark", "", ...shown(text.slice(from, to))));
      start = to;
    }
    return [...parts, ...shown(text.slice(start, end))];
  };

  const excerpt = (text, hits) => {
    const first = hits[0] ?? [0, 0];
    let start = Math.max(0, first[0] - BEFORE), end = Math.min(text.length, first[1] + AFTER);
    const space = text.slice(start, first[0]).search(/[\s\ue000]/);
    if (start && space >= 0) start += space + 1;
    const last = text.slice(first[1], end).search(/[\s\ue000][^\s\ue000]*$/);
    if (end < text.length && last > 0) end = first[1] + last;
    return [start ? "… " : "", ...marked(text, hits, start, end), end < text.length ? " …" : ""];
  };

  const entry = async (item, asked, fold) => {
    const title = marked(item.title, hitsIn(item.title, asked, fold));
    const link = element("a");
    link.href = item.href;
    if (item.text) {
      const text = await item.text();
      const page = item.page ? [element("span", "find-of", ...shown(item.page), " › ")] : [];
      link.append(element("span", "find-title", ...page, ...title),
        element("span", "find-text", ...excerpt(text, hitsIn(text, asked, fold))));
    } else {
      const value = marked(item.value, hitsIn(item.value, asked, fold));
      link.append(element("span", "find-title", ...title, " ", element("b", "", ...value)),
        element("span", "find-of", ...shown(item.page)));
    }
    return element("li", item.text ? "" : "find-number", link);
  };

  // ── the field, its list, its keys ────────────────────────────────────────────────────────────

  const field = root => {
    const part = name => root.querySelector(`.find-${name}`);
    const [form, input, list, more, all] = ["form", "query", "list", "more", "page"].map(part);
    const said = root.querySelector("[role=status]");
    const known = book(root.dataset.folder, root.dataset.root);
    let latest = 0, running = Promise.resolve(), waiting;
    root.hidden = false;

    const say = (name, count = "") => { said.textContent = root.dataset[name].replace("{}", count); };

    const busy = yes => { list.ariaBusy = yes ? "true" : "false"; };

    const show = async ({asked, items}, from, mine) => {
      const {fold} = await known();
      const entries = await Promise.all(items.slice(from, from + PAGE).map(i => entry(i, asked, fold)));
      if (mine !== latest) return;
      if (!from) list.replaceChildren();
      list.append(...entries);
      more.hidden = items.length <= from + PAGE;
      more.onclick = async () => {
        await show({asked, items}, from + PAGE, mine);
        list.children[from + PAGE]?.firstChild.focus();
      };
    };

    const answer = async query => {
      const mine = ++latest;
      if (all) {
        all.hidden = !query;
        all.search = query ? `?${new URLSearchParams({q: query})}` : "";
      }
      if (!query) {
        list.replaceChildren();
        more.hidden = true;
        busy(false);
        return say("hint");
      }
      busy(true);
      const late = setTimeout(() => { if (mine === latest) say("loading"); }, 150);
      try {
        const found = await search(await known(), query);
        if (mine !== latest) return;
        await show(found, 0, mine);
        const count = found.items.length;
        if (mine === latest) say(count > 1 ? "many" : count ? "one" : "none", count);
      } catch {
        if (mine === latest) say("failed");
      } finally {
        clearTimeout(late);
        if (mine === latest) busy(false);
      }
    };

    const ask = () => {
      clearTimeout(waiting);
      running = answer(input.value.trim());
      return running;
    };

    input.addEventListener("input", () => {
      clearTimeout(waiting);
      busy(true);
      waiting = setTimeout(ask, 100);
    });
    input.addEventListener("focus", () => known().catch(() => say("failed")), {once: true});
    form.addEventListener("submit", async event => {
      event.preventDefault();
      await ask();
      list.querySelector("a")?.click();
    });
    root.addEventListener("keydown", event => {
      const steps = {ArrowDown: 1, ArrowUp: -1}[event.key];
      const stops = [input, ...list.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      if (!steps || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      stops[Math.min(Math.max(at + steps, 0), stops.length - 1)].focus();
    });
    return {input, ask};
  };

  const dialog = document.getElementById("find-dialog");
  const root = document.querySelector(".find");
  if (!root) return;
  const {input, ask} = field(root);

  const open = () => {
    if (dialog && !dialog.open) dialog.showModal();
    input.focus();
    input.select();
  };

  // In front of the theme's own listeners: its field is not on the page.
  addEventListener("click", event => {
    if (!event.target.closest?.(".search-button__button")) return;
    event.stopImmediatePropagation();
    open();
  }, true);
  addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const keyK = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!keyK && !slash) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);

  if (dialog) {
    const close = () => dialog.close();
    dialog.querySelector(".find-close").addEventListener("click", close);
    dialog.addEventListener("keydown", event => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();   // or the first Esc only empties the field
      close();
    });
    dialog.addEventListener("click", event => { if (event.target === dialog) close(); });
    dialog.addEventListener("click", event => {
      if (!event.target.closest(".find-list a") || event.ctrlKey || event.metaKey) return;
      document.querySelectorAll("dialog[open]").forEach(one => one.close());
      document.querySelectorAll(":popover-open").forEach(one => one.hidePopover());
    });
  } else {
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    input.addEventListener("input", () => {
      const query = input.value.trim();
      const address = query ? `?${new URLSearchParams({q: query})}` : location.pathname;
      try { history.replaceState(null, "", address); } catch { /* a browser may refuse on disk */ }
    });
    input.focus();
    if (input.value) ask();
  }
})();
