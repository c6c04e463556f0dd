// What the page of `bump-envoy status --format html` can do beyond being read: theme, filter, sort, and details in place.
// It goes into the page as it is written here.
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  /** What is kept for the next visit; a page that is opened as a file may have no storage. */
  const storage = {
    get(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        // Then it is chosen again.
      }
    },
  };

  // Theme: the style sheet looks at the choice by itself.
  const themeKey = "bump-envoy status theme";
  for (const choice of all(".theme input")) {
    if (choice.value === storage.get(themeKey)) choice.checked = true;
    choice.addEventListener("change", () => storage.set(themeKey, choice.value));
  }

  /** The blocks of details that a link leads to. */
  const blocksOf = (link) => all([link.hash, link.dataset.others].filter(Boolean).join());

  // Filter. What can be found of a chip: its service, its column, its releases, and the keys and files that decide.
  const filters = one(".filters");
  const rows = all("[id^=group-]").flatMap((caption) => {
    const table = caption.closest("table");
    const columns = all("thead th", table).map((head) => head.textContent);
    return all("tbody tr", table).map((row) => ({
      row,
      lanes: all(`.lanes [data-service="${row.dataset.service}"]`),
      chips: all("td", row).flatMap((cell, i) =>
        all("a", cell).map((chip) => ({
          chip,
          data: chip.dataset,
          find: () => {
            const decides = blocksOf(chip).flatMap((block) => all(".key, .chain", block));
            const texts = [row.cells[0], chip, ...decides].map(({ textContent }) => textContent);
            return [...texts, columns[i + 1], chip.title].join("\n").toLowerCase();
          },
        })),
      ),
    }));
  });
  const countOf = ({ data }) => Number(data.count ?? 1);
  const total = rows.flatMap(({ chips }) => chips.map(countOf)).reduce((sum, count) => sum + count, 0);

  const apply = () => {
    const wanted = new FormData(filters);
    const words = wanted.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let services = 0;
    let images = 0;
    for (const { row, chips, lanes } of rows) {
      let shown = 0;
      for (const each of chips) {
        const { chip, data } = each;
        if (words.length > 0) each.text ??= each.find();
        const isShown =
          (!wanted.get("version") || data.version === wanted.get("version")) &&
          (!wanted.get("origin") || data.origin === wanted.get("origin")) &&
          (!wanted.get("behind") || "behind" in data) &&
          words.every((word) => each.text.includes(word));
        chip.hidden = !isShown;
        if (isShown) shown += countOf(each);
      }
      row.hidden = shown === 0;
      for (const lane of lanes) lane.hidden = shown === 0;
      if (shown > 0) services++;
      images += shown;
    }
    for (const region of all(".region")) region.hidden = all("tbody tr", region).every((row) => row.hidden);
    one("output", filters).textContent =
      images === 0 ? "Nothing fits." : `${services} of ${rows.length} services, ${images} of ${total} images`;
  };
  filters.hidden = false;
  filters.addEventListener("input", apply);
  filters.addEventListener("submit", (event) => event.preventDefault());
  // The fields are reset after the event.
  filters.addEventListener("reset", () => setTimeout(apply));
  apply();

  // Sort: by name, or by the oldest version in a column, where what is empty comes last.
  const oldest = (cell) => Math.min(...all("a:not([hidden])", cell).map((chip) => Number(chip.dataset.rank)));
  const byName = (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, "en");
  const sortBy = (table, column, direction) => {
    const sign = direction === "ascending" ? 1 : -1;
    const body = one("tbody", table);
    const keyed = [...body.rows].map((row) => [column === 0 ? 0 : oldest(row.cells[column]), row]);
    keyed.sort(([x, a], [y, b]) => {
      if (column === 0) return sign * byName(a, b);
      if (x === y) return byName(a, b);
      return Number.isFinite(x) && Number.isFinite(y) ? sign * (x - y) : x - y;
    });
    body.append(...keyed.map(([, row]) => row));
    for (const head of all("thead th", table)) head.removeAttribute("aria-sort");
    table.tHead.rows[0].cells[column].setAttribute("aria-sort", direction);
  };
  for (const head of all("#matrix thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      sortBy(head.closest("table"), head.cellIndex, direction);
    });
  }

  // Details: what a link of the matrix or the timeline leads to, without leaving the place.
  const panel = one("#panel");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#matrix tbody a, .lanes a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const details = one(link.hash).closest("details");
    const content = one(".service", details).cloneNode(true);
    const ids = blocksOf(link).map(({ id }) => id);
    const meant = all(".block", content).filter(({ id }) => ids.includes(id));
    for (const block of meant) block.classList.add("meant");
    for (const named of all("[id]", content)) named.removeAttribute("id");
    const title = document.createElement("h2");
    title.id = "panel-title";
    title.textContent = one("summary b", details).textContent;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => panel.close());
    const head = document.createElement("div");
    head.append(title, close);
    panel.replaceChildren(head, content);
    panel.showModal();
    panel.scrollTop = 0;
    meant[0]?.scrollIntoView({ block: "nearest" });
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });

  // A table that fits has no frame of its own to scroll in.
  const fit = (region) => {
    const fits = one("table", region).offsetWidth <= region.parentElement.clientWidth;
    region.classList.toggle("fits", fits);
    region.tabIndex = fits ? -1 : 0;
  };
  const observer = new ResizeObserver(() => all(".region").forEach(fit));
  observer.observe(one(".groups"));
}
