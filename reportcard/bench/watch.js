// Runs before anything of a page: notes when it paints, when its charts are there, what shifts and
// what keeps it busy. Times are milliseconds since the navigation began.
selectors => {
  const seen = {paint: null, drawn: null, live: null, shifts: [], tasks: []};

  const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
    .observe({type, buffered: true});
  watch("paint", ({name, startTime}) => {
    if (name === "first-contentful-paint") seen.paint = startTime;
  });
  watch("layout-shift", ({startTime, value, hadRecentInput}) => {
    if (!hadRecentInput) seen.shifts.push([startTime, value]);
  });
  watch("longtask", ({duration}) => seen.tasks.push(duration));

  // a chart is there once it has been painted; the time kept is that of the last one
  const found = {drawn: 0, live: 0};
  let painting = 0;
  const count = name => document.querySelectorAll(selectors[name]).length;
  const afterPaint = note => {
    painting += 1;
    requestAnimationFrame(() => setTimeout(() => { painting -= 1; note(performance.now()); }));
  };
  const look = () => {
    for (const name of ["drawn", "live"]) {
      const there = count(name);
      if (there <= found[name]) continue;
      found[name] = there;
      afterPaint(now => { seen[name] = now; });
    }
  };
  new MutationObserver(look).observe(
    document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-is"]});

  // nothing more is to come: each chart that can be live is, or has given up
  const complete = () => seen.paint !== null && !painting
    && count("live") + count("failed") >= count("lively");

  const told = () => ({
    ...seen,
    charts: count("charts"),
    drawn: count("drawn") < count("drawings") ? null : seen.drawn,
    live: count("live") < count("lively") ? null : seen.live,
  });

  const scroll = async () => {
    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const end = () => document.documentElement.scrollHeight - innerHeight;
    for (let y = 0; y < end() + innerHeight; y += innerHeight) {
      scrollTo({top: y, behavior: "instant"});
      await frame();
    }
  };

  window.reportcardBench = {complete, scroll, told};
}
