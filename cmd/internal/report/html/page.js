"use strict";
// The page is whole without this: here are the filter of the tables of holders,
// and the opening of what is folded, before printing and for a link's target.
(function () {
  var form = document.getElementById("filter");
  if (form) {
    var text = document.getElementById("filter-text");
    var place = document.getElementById("filter-place");
    var count = document.getElementById("filter-count");
    var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-non-eu]"));
    var plain = function (s) {
      return s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    };
    var texts = rows.map(function (row) { return plain(row.textContent); });
    var filter = function () {
      var wanted = plain(text.value.trim());
      var shown = 0;
      rows.forEach(function (row, i) {
        var fits = texts[i].indexOf(wanted) >= 0 && (place.value === "" || row.getAttribute("data-non-eu") === place.value);
        row.hidden = !fits;
        if (fits) { shown++; }
      });
      count.textContent = count.getAttribute("data-text").replace("#", shown).replace("#", rows.length);
    };
    form.hidden = false;
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    text.addEventListener("input", filter);
    place.addEventListener("change", filter);
    filter();
  }
  var all = function (open) {
    document.querySelectorAll("details").forEach(function (d) {
      if (open && !d.open) { d.setAttribute("data-closed", ""); d.open = true; }
      if (!open && d.hasAttribute("data-closed")) { d.removeAttribute("data-closed"); d.open = false; }
    });
  };
  addEventListener("beforeprint", function () { all(true); });
  addEventListener("afterprint", function () { all(false); });
  var reveal = function () {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === "DETAILS") { e.open = true; }
    }
    if (target) { target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
