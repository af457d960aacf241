'use strict';

/*
 * Draws the report from the data in the page. Text from the run gets into the page as text content only. The body's data attributes tell a
 * test what has been drawn, and what went wrong.
 */
(() => {
  const problems = [];
  const problem = (text) => {
    problems.push(text);
    document.body.dataset.problems = JSON.stringify(problems);
  };
  document.body.dataset.problems = '[]';
  window.addEventListener('error', (event) => problem(event.message));
  window.addEventListener('unhandledrejection', (event) => problem(String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) => problem(event.violatedDirective + ' ' + event.blockedURI));

  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.getElementById('report');

  // ---- elements

  /** An element with a class; children are elements, or text. */
  const el = (name, cls, ...children) => {
    const made = document.createElement(name);
    if (cls) {
      made.className = cls;
    }
    for (const child of children) {
      if (child !== null && child !== undefined) {
        made.append(child instanceof Node ? child : String(child));
      }
    }
    return made;
  };

  const card = (title, ...children) => {
    const section = el('section', 'card', el('h2', '', title), ...children);
    root.append(section);
    return section;
  };

  const sentence = (text) => el('p', 'sentence', text);

  /** Columns are {name, text}: what is text is aligned left. Cells are text or elements. */
  const table = (columns, rows, cls) => {
    const head = el('tr', '');
    for (const column of columns) {
      const cell = el('th', column.text ? 'text' : '', column.name);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = el('tbody', '');
    for (const row of rows) {
      const line = el('tr', row.cls || '');
      row.cells.forEach((value, i) => {
        const isName = i < (row.names || 0);
        const cell = el(isName ? 'th' : 'td', (columns[i].text ? 'text ' : '') + (columns[i].wrap ? 'wrap' : ''), value);
        if (isName) {
          cell.scope = 'row';
        }
        line.append(cell);
      });
      body.append(line);
    }
    const scroll = el('div', 'scroll', el('table', cls || '', el('thead', '', head), body));
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', 'table');
    return scroll;
  };

  const facts = (pairs) => {
    const body = el('tbody', '');
    for (const [name, value] of pairs) {
      const key = el('th', '', name);
      key.scope = 'row';
      // A class path, for example.
      const isLong = value.length > 300;
      body.append(el('tr', '', key, el('td', '', isLong ? folded(value.slice(0, 80) + '…', el('div', '', value)) : value)));
    }
    return el('table', 'facts', body);
  };

  const folded = (title, content) => el('details', '', el('summary', '', title), content);

  const badge = (kind, text, large) => {
    const signs = {good: '✓', warn: '!', bad: '✕'};
    return el('span', 'badge ' + kind + (large ? ' large' : ''), (signs[kind] ? signs[kind] + ' ' : '') + text);
  };

  // ---- numbers

  const fixed = (value, digits) => value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
  const whole = (value) => fixed(value, 0);
  const decimal = (value) => value.toLocaleString('en-US', {maximumFractionDigits: Math.abs(value) < 1 ? 4 : Math.abs(value) < 10 ? 2 : 1});

  /** Milliseconds with as many digits as matter, as on the terminal. */
  const ms = (ns) => {
    const value = ns / 1e6;
    return fixed(value, value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0);
  };

  /** A round time with its unit, for axes; of milliseconds. */
  const roundTime = (value) => {
    const number = (v) => String(Number(v.toPrecision(3)));
    return value < 1e-3 ? number(value * 1e6) + ' ns'
      : value < 1 ? number(value * 1e3) + ' µs'
        : value < 1e3 ? number(value) + ' ms'
          : number(value / 1e3) + ' s';
  };

  const bytes = (count) => count < 1024 ? whole(count) + ' B'
    : count < 1048576 ? fixed(count / 1024, 1) + ' KiB'
      : fixed(count / 1048576, 1) + ' MiB';

  /** A time of the run, for data tables and the place under the cursor. */
  const clock = (seconds) => fixed(seconds, Number.isInteger(seconds) ? 0 : 1) + ' s';

  const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max'];

  const timeCells = (times) => PERCENTILES.map((name, i) => {
    if (times.count === 0) {
      return '-';
    }
    const mark = times.marks[i];
    const text = ms(times.ns[i]);
    if (mark === '') {
      return text;
    }
    return el('span', mark === '~' ? 'by-chance' : '', el('span', 'mark', mark === '>=' ? '≥' : mark), text);
  });

  // ---- colours

  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue('--' + name).trim();
  const TYPE_COLOURS = {get: 'blue', put: 'orange', delete: 'green', rmw: 'purple'};
  const SPARE_COLOURS = ['sky', 'red', 'green', 'purple'];
  const typeColour = (type) => TYPE_COLOURS[type] || SPARE_COLOURS[type.length % SPARE_COLOURS.length];

  // ---- charts

  const charts = [];
  let chartsDrawn = 0;
  const font = (size) => size + 'px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';

  const drawn = () => {
    chartsDrawn++;
    document.body.dataset.chartsDrawn = chartsDrawn;
    document.body.dataset.charts = charts.length;
  };

  /** The next 1, 2 or 5 times a power of ten, down or up. */
  const roundDown = (value) => {
    const power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    const lead = value / power;
    return (lead >= 5 - 1e-9 ? 5 : lead >= 2 - 1e-9 ? 2 : 1) * power;
  };
  const roundUp = (value) => {
    const down = roundDown(value);
    if (down >= value * (1 - 1e-9)) {
      return down;
    }
    const lead = Math.round(down / Math.pow(10, Math.floor(Math.log10(down) + 1e-9)));
    return lead === 2 ? down * 2.5 : down * 2;
  };

  /** Ticks of a logarithmic axis: 1, 2, 5 times powers of ten, or the powers alone where those are too many. */
  const logTicks = (min, max, most) => {
    const leads = (list) => {
      const ticks = [];
      for (let power = Math.floor(Math.log10(min) - 1e-9); power <= Math.log10(max) + 1e-9; power++) {
        for (const lead of list) {
          const tick = lead * Math.pow(10, power);
          if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) {
            ticks.push(Number(tick.toPrecision(6)));
          }
        }
      }
      return ticks;
    };
    for (const list of [[1, 2, 5], [1, 3], [1]]) {
      const ticks = leads(list);
      if (ticks.length <= most || list.length === 1) {
        return ticks;
      }
    }
    return [];
  };

  const extent = (lists) => {
    let min = Infinity;
    let max = -Infinity;
    for (const list of lists) {
      for (const value of list) {
        if (value !== null && value !== undefined && Number.isFinite(value)) {
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
      }
    }
    return min <= max ? [min, max] : null;
  };

  /** Distances of ticks on the axis of seconds. */
  const SECONDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400];

  /**
   * A chart with its legend and its table of data.
   *
   * spec: title, unit, label (for those who do not see it), x, range, series [{name, colour, dash, width, fill, values, format, hidden}],
   * log (y axis), height, percentiles (x axis), yRange, markers, places, sync, at (names an x in the legend), tableFormat, rows
   */
  const chart = (spec) => {
    const figure = el('figure', '');
    figure.append(el('figcaption', '', el('h3', '', spec.title), el('span', 'unit', spec.unit || '')));
    const legend = el('div', 'series');
    const plot = el('div', 'plot');
    plot.tabIndex = 0;
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', spec.label + ' Arrow keys move the cursor; the numbers are in the table below.');
    const at = el('span', 'at', '');
    const shown = spec.series.map((series, i) => {
      if (series.inLegend === false) {
        return null;
      }
      const line = el('i', '');
      line.style.borderTopStyle = !series.dash ? 'solid' : series.dash[0] > 3 ? 'dashed' : 'dotted';
      line.style.borderTopWidth = Math.max(2, series.width || 2) + 'px';
      line.style.color = 'var(--' + series.colour + ')';
      const value = el('span', 'value', '');
      const button = el('button', '', line, series.name, value);
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      button.title = 'Show or hide';
      button.addEventListener('click', () => {
        const show = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(show));
        u.setSeries(i + 1, {show});
        (series.with || []).forEach((other) => u.setSeries(other + 1, {show}));
      });
      legend.append(button);
      return value;
    });
    legend.append(at);
    figure.append(legend, plot);

    const xRange = spec.range;
    const yExtent = spec.yRange || extent(spec.series.map((s) => s.values).concat(spec.places ? [spec.places.map((p) => p.y)] : []));
    const yRange = spec.log
      ? [roundDown(yExtent[0] * 0.95), roundUp(yExtent[1] * 1.05)]
      : [0, yExtent[1] > 0 ? yExtent[1] * 1.08 : 1];
    if (spec.log && yRange[0] >= yRange[1]) {
      yRange[1] = yRange[0] * 10;
    }
    const text = () => colour('muted');
    const grid = {stroke: () => colour('grid'), width: 1};
    const ticks = {stroke: () => colour('grid'), width: 1, size: 4};
    const hooks = {draw: [(u) => {
      (spec.markers || []).length > 0 && drawMarkers(u, spec.markers, spec.namesMarkers);
      spec.places && drawPlaces(u, spec.places);
      if (!u.hasBeenDrawn) {
        u.hasBeenDrawn = true;
        drawn();
      }
    }], setCursor: [(u) => {
      const idx = u.cursor.idx;
      const has = idx !== null && idx !== undefined && u.cursor.left >= 0;
      at.textContent = has ? spec.at(idx) : '';
      shown.forEach((cell, i) => {
        if (cell !== null) {
          // Beyond its tenth a curve is drawn by another series.
          const lists = [i].concat(spec.series[i].with || []).map((k) => spec.series[k].values);
          const list = has ? lists.find((values) => values[idx] !== null && values[idx] !== undefined) : undefined;
          cell.textContent = list === undefined ? '' : spec.series[i].format(list[idx]);
        }
      });
    }]};
    const xAxis = {stroke: text, grid, ticks, font: font(12), labelFont: font(12), size: 34, label: spec.xLabel, labelSize: 20, labelGap: 0};
    if (spec.percentiles) {
      xAxis.splits = (u, axis, min, max) => logTicks(min, max, 0).filter((tick) => tick >= 1);
      xAxis.filter = (u, splits) => splits;
      xAxis.values = (u, splits) => splits.map(percentileName);
    } else {
      xAxis.values = (u, splits) => splits.map((v) => Number(v.toPrecision(10)).toLocaleString('en-US'));
      xAxis.space = 60;
      xAxis.incrs = SECONDS;
    }
    const yAxis = {stroke: text, grid, ticks, font: font(12), size: 62};
    if (spec.log) {
      yAxis.splits = (u, axis, min, max) => logTicks(min, max, Math.max(3, (spec.height || 220) / 26));
      yAxis.filter = (u, splits) => splits;
      yAxis.values = (u, splits) => splits.map(roundTime);
    } else {
      yAxis.values = (u, splits) => splits.map((v) => Number(v.toPrecision(6)).toLocaleString('en-US'));
    }
    const u = new uPlot({
      width: 400,
      height: spec.height || 220,
      legend: {show: false},
      padding: [spec.namesMarkers && spec.markers.length > 0 ? MARKER_ROWS * 15 + 4 : 10, 14, 0, 0],
      scales: {
        x: {time: false, distr: spec.percentiles ? 3 : 1, log: 10, range: (u, min, max) => zoomed(u, min, max, xRange)},
        y: {distr: spec.log ? 3 : 1, log: 10, range: yRange},
      },
      cursor: {
        sync: spec.sync ? {key: spec.sync, setSeries: false, scales: ['x', null]} : undefined,
        y: false,
        points: {size: 6},
        drag: {x: true, y: false},
      },
      axes: [xAxis, yAxis],
      series: [{}].concat(spec.series.map((series) => ({
        label: series.name,
        stroke: () => colour(series.colour),
        fill: series.fill ? () => colour(series.colour) + '26' : undefined,
        width: series.width || 2,
        dash: series.dash,
        spanGaps: false,
        points: series.inLegend === false || series.points === false ? {show: false} : {size: 5, fill: () => colour(series.colour), stroke: () => colour(series.colour)},
      }))),
      hooks,
    }, [spec.x].concat(spec.series.map((s) => s.values)), plot);
    keys(plot, u, spec.x);
    figure.append(folded('Data of this chart', table(spec.columns, spec.rows.map((cells) => ({cells, names: 1})))));
    charts.push({u, plot});
    return figure;
  };

  /** The whole range, unless a part of it was chosen by dragging; a double click goes back. */
  const zoomed = (u, min, max, whole) => {
    const isWhole = min === null || max === null || !u.hasBeenDrawn || (min <= u.data[0][0] && max >= u.data[0][u.data[0].length - 1]);
    return isWhole ? whole : [min, max];
  };

  const keys = (plot, u, x) => {
    let at = -1;
    plot.addEventListener('keydown', (event) => {
      const step = {ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10}[event.key];
      if (event.key === 'Escape') {
        at = -1;
        u.setCursor({left: -10, top: -10});
        return;
      }
      if (step === undefined && event.key !== 'Home' && event.key !== 'End') {
        return;
      }
      event.preventDefault();
      at = event.key === 'Home' ? 0 : event.key === 'End' ? x.length - 1 : Math.max(0, Math.min(x.length - 1, at + step));
      u.setCursor({left: u.valToPos(x[at], 'x'), top: 10});
    });
    plot.addEventListener('blur', () => u.setCursor({left: -10, top: -10}));
  };

  const percentileName = (x) => {
    if (x <= 1) {
      return '0 %';
    }
    const nines = Math.round(Math.log10(x));
    return nines <= 1 ? '90 %' : nines === 2 ? '99 %' : '99.' + '9'.repeat(nines - 2) + ' %';
  };

  /** A percentile in full, for tables. */
  const percentileText = (x) => {
    const digits = Math.max(0, Math.min(8, Math.ceil(Math.log10(x)) + 1));
    return Number((100 * (1 - 1 / x)).toFixed(digits)) + ' %';
  };

  const MARKER_ROWS = 2;

  /** Lines at moments, with their names above where there is room. */
  const drawMarkers = (u, markers, names) => {
    const ctx = u.ctx;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.strokeStyle = colour('muted');
    ctx.fillStyle = colour('text');
    ctx.lineWidth = ratio;
    ctx.font = font(11 * ratio);
    ctx.textBaseline = 'bottom';
    ctx.textAlign = 'left';
    const ends = [];
    for (const marker of markers) {
      const x = Math.round(u.valToPos(marker.x, 'x', true));
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) {
        continue;
      }
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
      if (names) {
        const width = ctx.measureText(marker.name).width;
        const isRight = x + width + 8 * ratio > u.bbox.left + u.bbox.width;
        const left = isRight ? x - width - 4 * ratio : x + 4 * ratio;
        let row = 0;
        while (row < MARKER_ROWS && ends[row] > left) {
          row++;
        }
        if (row < MARKER_ROWS) {
          ends[row] = left + width + 6 * ratio;
          const bottom = u.bbox.top - (3 + row * 15) * ratio;
          ctx.fillText(marker.name, left, bottom);
          ctx.setLineDash([]);
          ctx.beginPath();
          ctx.moveTo(x, u.bbox.top);
          ctx.lineTo(x, bottom - 10 * ratio);
          ctx.stroke();
        }
      }
    }
    ctx.restore();
  };

  /** Objectives: a diamond each, filled where it was missed. */
  const drawPlaces = (u, places) => {
    const ctx = u.ctx;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.font = font(12 * ratio);
    ctx.lineWidth = 2 * ratio;
    ctx.setLineDash([]);
    ctx.textAlign = 'left';
    for (const place of places) {
      const x = u.valToPos(place.x, 'x', true);
      const y = u.valToPos(place.y, 'y', true);
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) {
        continue;
      }
      const r = 6 * ratio;
      ctx.strokeStyle = colour(place.state);
      ctx.fillStyle = place.state === 'bad' ? colour('bad') : colour('card');
      ctx.beginPath();
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r, y);
      ctx.lineTo(x, y + r);
      ctx.lineTo(x - r, y);
      ctx.closePath();
      ctx.fill();
      ctx.stroke();
      const width = ctx.measureText(place.name).width;
      const isRight = x + r + width + 8 * ratio > u.bbox.left + u.bbox.width;
      ctx.fillStyle = colour('text');
      ctx.textBaseline = 'bottom';
      ctx.fillText(place.name, isRight ? x - r - width - 2 * ratio : x + r + 2 * ratio, y - 2 * ratio);
    }
    ctx.restore();
  };

  // ---- 1 verdict

  const objectiveKind = (objective) => objective.passed ? 'good' : 'bad';

  const config = new Map(data.config);

  const VERDICTS = {
    VALID: ['good', 'the generator did its part'],
    SUSPECT: ['warn', 'the generator shows in the times'],
    INVALID: ['bad', 'the generator could not hold the rate: the times say more about it than about the target'],
    NONE: ['', 'nothing was measured'],
  };

  const verdict = () => {
    const status = data.verdict && data.verdict.status;
    const [kind, meaning] = VERDICTS[status] || ['', 'the run has no verdict'];
    const section = el('section', 'card verdict ' + kind);
    const strip = el('div', 'strip', badge(kind, status || 'NO VERDICT', true), badge(data.loop.closed ? 'warn' : '', data.loop.closed ? 'CLOSED LOOP' : 'open loop'));
    for (const objective of data.objectives) {
      const word = objective.passed ? 'met' : 'missed';
      strip.append(badge(objectiveKind(objective), objective.text + ' ' + word + (objective.measured ? ' (' + objective.measured + ')' : '')));
    }
    strip.append(consistency());
    const exitCode = data.verdict && data.verdict.exitCode;
    if (exitCode !== undefined && exitCode !== null) {
      strip.append(badge(exitCode === 0 ? '' : 'bad', 'exit code ' + exitCode));
    }
    section.append(strip);
    section.append(el('p', 'sentence', meaning.charAt(0).toUpperCase() + meaning.slice(1) + '.'));
    if (data.state === 'running') {
      section.append(sentence('The run was cut off, or goes on: run.json has no summary yet. What is shown comes from the intervals in hist.hlog.'));
    } else if (data.state === 'interrupted') {
      section.append(sentence('The run was interrupted before its time; this is what it had measured by then.'));
    }
    if (data.loop.closed) {
      section.append(sentence('Closed loop: an operation starts when the one before it has ended. While the target is slow, fewer are sent, so that the'
        + ' times do not contain what independent callers would have waited.'));
    }
    const reasons = (data.verdict && data.verdict.reasons) || [];
    if (reasons.length > 0) {
      section.append(el('ul', 'reasons', ...reasons.map((reason) => el('li', '', reason))));
    }
    if (data.problems.length > 0) {
      section.append(el('p', 'sentence', 'Not everything could be written:'), el('ul', 'reasons', ...data.problems.map((each) => el('li', '', typeof each === 'string' ? each : JSON.stringify(each)))));
    }
    section.append(figures());
    if (data.config.length > 0) {
      section.append(el('p', 'configuration', ...data.config.map(([name, value]) => el('span', '', el('b', '', name + ' '), value))));
    }
    if (data.command) {
      section.append(command(data.command));
    }
    root.append(section);
  };

  const consistency = () => {
    const count = violationCount();
    if (count === null) {
      return badge('', 'consistency not checked');
    }
    return count === 0 ? badge('good', 'consistency: no violation') : badge('bad', whole(count) + (count === 1 ? ' consistency violation' : ' consistency violations'));
  };

  /** Null where nothing was checked. */
  const violationCount = () => {
    const told = data.consistency ? data.consistency.violations : null;
    return data.violations.count > 0 ? Math.max(told || 0, data.violations.count) : told;
  };

  const figures = () => {
    const load = data.load || {};
    const list = el('dl', 'figures');
    const add = (name, value, cls) => list.append(el('div', cls || '', el('dt', '', name), el('dd', '', value)));
    const sum = (name) => data.operations.reduce((total, operation) => total + operation[name], 0);
    const failed = data.operations.reduce((total, operation) => total + operation.failures.reduce((n, failure) => n + failure.response.count, 0), 0);
    if (typeof load.askedPerSecond === 'number' && !data.loop.closed) {
      add('asked per second', decimal(load.askedPerSecond));
    }
    if (typeof load.offered === 'number') {
      add('due', whole(load.offered));
    }
    add('succeeded', whole(sum('succeeded')));
    add('failed', whole(failed), failed > 0 ? 'bad' : '');
    add('unfinished', whole(sum('unfinished')), sum('unfinished') > 0 ? 'bad' : '');
    add('never sent', whole(sum('unsent')), sum('unsent') > 0 ? 'bad' : '');
    if (typeof load.measuredNs === 'number') {
      add('measured', fixed(load.measuredNs / 1e9, 1) + ' s');
    }
    if (data.keySkew) {
      const percent = 100 * data.keySkew.hottestKeyShare;
      add('hottest key', fixed(percent, percent < 1 ? 3 : 1) + ' %');
      add('hottest 1 % of keys', fixed(100 * data.keySkew.hottestPercentShare, 1) + ' %');
    }
    return list;
  };

  const command = (text) => {
    const code = el('code', '', text);
    const button = el('button', '', 'Copy');
    button.type = 'button';
    button.addEventListener('click', () => {
      const select = () => {
        const range = document.createRange();
        range.selectNodeContents(code);
        const selection = window.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        button.textContent = 'Selected';
      };
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text).then(() => {
          button.textContent = 'Copied';
        }, select);
      } else {
        select();
      }
    });
    return el('div', 'command', code, button);
  };

  // ---- 2 summary

  const summary = () => {
    const section = card('Summary');
    if (data.operations.length === 0) {
      section.append(sentence('No operation was recorded.'));
      return;
    }
    const rows = [];
    for (const operation of data.operations) {
      rows.push({
        names: 2,
        cells: [operation.type, 'response', whole(operation.succeeded),
          operation.ratePerSecond === undefined ? '-' : fixed(operation.ratePerSecond, 1) + '/s', ...timeCells(operation.response)],
      });
      rows.push({names: 2, cls: 'second', cells: ['', 'service', '', '', ...timeCells(operation.service)]});
    }
    section.append(table([
      {name: 'operation', text: true}, {name: 'time', text: true}, {name: 'succeeded'}, {name: 'rate'},
      ...PERCENTILES.map((name) => ({name: name + ' ms'}))], rows));
    section.append(el('p', 'legend', 'Response: from the intended start; service: from the actual send; both contain what did not end, with its time so far.'
      + ' Rate: what succeeded within the load.'));
    section.append(el('p', 'legend', '~ fewer than ten operations beyond it, so that chance decides; ≥ at least that, since operations did not end.'));
    for (const operation of data.operations) {
      if (operation.absent > 0) {
        section.append(sentence(operation.type + ': ' + whole(operation.absent) + ' found nothing.'));
      }
      if (operation.unfinished > 0) {
        section.append(sentence(operation.type + ' unfinished: ' + whole(operation.unfinished) + ' were sent and had not ended when the run did.'));
      }
      if (operation.unsent > 0) {
        section.append(sentence(operation.type + ' unsent: ' + whole(operation.unsent) + ' were due and never sent.'));
      }
    }
    failures(section);
    generator(section);
  };

  const failures = (section) => {
    const rows = [];
    for (const operation of data.operations) {
      for (const failure of operation.failures) {
        const times = failure.response;
        rows.push({
          names: 2,
          cells: [operation.type, failure.cause, whole(times.count), ...[0, 2, 5].map((i) => timeCells(times)[i]), failure.example || ''],
        });
      }
    }
    section.append(el('h3', '', 'Failures by cause'));
    section.append(rows.length === 0 ? sentence('No operation failed.') : table([
      {name: 'operation', text: true}, {name: 'cause', text: true}, {name: 'count'}, {name: 'p50 ms'}, {name: 'p99 ms'}, {name: 'max ms'},
      {name: 'the first said', text: true, wrap: true}], rows));
  };

  const generator = (section) => {
    const load = data.load || {};
    const told = data.generator || {};
    const pairs = [];
    const has = (value) => typeof value === 'number';
    const percent = (share) => fixed(100 * share, 1) + ' %';
    if (load.lateness && load.lateness.count > 0) {
      // A merged run knows of no percentiles of it.
      const known = [['p50', load.lateness.p50Ns], ['p99', load.lateness.p99Ns], ['max', load.lateness.maxNs]].filter(([, ns]) => has(ns));
      pairs.push(['start lateness', known.map(([name, ns]) => name + ' ' + ms(ns)).join(', ') + ' ms']);
    }
    if (has(load.capFullNs)) {
      pairs.push(['in-flight cap full', 'for ' + fixed(load.capFullNs / 1e9, 1) + ' s']);
    }
    if (told.hiccups && told.hiccups.count > 0) {
      pairs.push(['hiccups', 'p99.9 ' + ms(told.hiccups.p999Ns) + ', max ' + ms(told.hiccups.maxNs) + ' ms']);
    }
    if (has(told.gcPauses)) {
      pairs.push(['garbage collection', whole(told.gcPauses) + (told.gcPauses === 1 ? ' pause' : ' pauses')
        + (told.gcPauses > 0 && has(told.gcLongestNs) ? ', the longest ' + ms(told.gcLongestNs) + ' ms' : '')]);
    }
    const shares = [['this program', told.cpuShare], ['machine busy', told.busyShare], ['steal', told.stealShare]].filter(([, share]) => has(share));
    if (shares.length > 0) {
      pairs.push(['processors', shares.map(([name, share]) => name + ' ' + percent(share)).join(', ')]);
    }
    if (pairs.length > 0) {
      section.append(el('h3', '', 'Generator'), facts(pairs));
    }
  };

  // ---- 3 over time

  const course = data.course;
  const timeline = data.timeline;
  const toMs = (values) => values.map((ns) => ns === null ? null : Math.max(1, ns) / 1e6);
  const middles = (edges) => edges.from.map((from, i) => (from + edges.to[i]) / 2);
  const span = (edges) => edges.from.length === 0 ? null : [edges.from[0], edges.to[edges.to.length - 1]];
  const rangeText = (edges, i) => clock(edges.from[i]) + ' to ' + clock(edges.to[i]);

  const detail = (event) => event.more.filter(([name]) => name === 'detail').map(([, value]) => value).join(' ');
  const isPhase = (event) => event.event === 'phase' && detail(event) !== '';
  const markers = data.events.map((event) => ({
    x: event.t,
    name: isPhase(event) ? detail(event) : [event.event, event.node].filter(Boolean).join(' ') || 'event',
  }));

  /** When the warm-up was over, as far as that is known: what ends before it is not recorded. */
  const loadStart = () => {
    const event = data.events.find((each) => isPhase(each) && detail(each) === 'load');
    return event === undefined ? -Infinity : event.t;
  };

  /** One x axis for all: from the first interval or row to the last. */
  const wholeTime = () => {
    const range = extent([course.from, course.to, timeline.elapsed]);
    return range && range[0] < range[1] ? range : range && [range[0] - 0.5, range[0] + 0.5];
  };

  const overTime = () => {
    const section = card('Over time');
    if (course.from.length === 0 && timeline.elapsed.length === 0) {
      section.append(sentence('There is nothing to draw: hist.hlog has no interval in which an operation ended.'));
      return;
    }
    section.append(sentence('Seconds since the start of the run, warm-up included. An operation counts where it ended. Drag to look closer, double click to go back.'));
    const grid = el('div', 'charts');
    section.append(grid);
    if (course.from.length > 0) {
      grid.append(throughput());
    }
    for (const line of course.response) {
      grid.append(responseChart(line));
    }
    if (course.from.length > 0 && course.response.length === 0) {
      section.append(sentence('No operation succeeded, so that there are no response times to draw.'));
    }
    timelineCharts(grid);
    if (grid.children.length % 2 === 1) {
      grid.firstChild.classList.add('wide');
    }
    eventTable(section);
  };

  /** A rate over less than that would be chance. */
  const LEAST_SECONDS = 0.2;

  /** What was offered, sent or asked is known second by second only if there is a timeline. */
  const throughput = () => {
    const x = middles(course);
    const start = loadStart();
    const seconds = course.from.map((from, i) => course.to[i] - Math.max(from, start));
    const perSecond = (counts) => counts.map((count, i) => seconds[i] < LEAST_SECONDS ? null : count / seconds[i]);
    const failed = course.succeeded.map((none, i) => course.failed.reduce((sum, cause) => sum + cause.counts[i], 0));
    const offered = offeredPerSecond(x);
    const series = [];
    if (offered) {
      series.push({name: offered.name, colour: 'muted', dash: [6, 4], width: 1.5, points: false, values: offered.values, format: decimal});
    }
    series.push({name: 'succeeded', colour: 'blue', values: perSecond(course.succeeded), format: decimal});
    series.push({name: 'failed', colour: 'red', fill: true, values: perSecond(failed), format: decimal});
    return chart({
      title: 'Throughput',
      unit: 'operations per second',
      label: 'Operations per second that were offered, succeeded and failed.',
      x, range: wholeTime(), series, sync: 'time', markers, namesMarkers: true, xLabel: 'seconds',
      at: (i) => rangeText(course, i),
      columns: [{name: 'from'}, {name: 'to'}, ...series.map((s) => ({name: s.name + '/s'})), ...course.failed.map((cause) => ({name: cause.cause}))],
      rows: x.map((none, i) => [clock(course.from[i]), clock(course.to[i]),
        ...series.map((s) => s.values[i] === null || s.values[i] === undefined ? '-' : decimal(s.values[i])),
        ...course.failed.map((cause) => whole(cause.counts[i]))]),
    });
  };

  const offeredPerSecond = (x) => {
    const counts = timeline.columns.offered;
    if (counts && counts.some((count) => count !== null)) {
      const at = timeline.elapsed;
      const rates = counts.map((count, i) => {
        const length = i === 0 ? at[i] : at[i] - at[i - 1];
        return count === null || length <= 0 ? null : count / length;
      });
      // Rows of the timeline and intervals of the log end at the same moments, or nearly so.
      return {name: 'offered', values: x.map((middle) => {
        const i = at.findIndex((end) => end >= middle);
        return i < 0 ? null : rates[i];
      })};
    }
    const asked = data.load && data.load.askedPerSecond;
    return typeof asked === 'number' && !data.loop.closed ? {name: 'asked', values: x.map(() => asked)} : null;
  };

  const responseChart = (line) => {
    const x = middles(course);
    const tint = typeColour(line.type);
    const format = (value) => ms(value * 1e6);
    const series = [
      {name: 'max', colour: tint, dash: [2, 3], width: 1.25, values: toMs(line.max), format},
      {name: 'p99', colour: tint, dash: [7, 4], width: 1.75, values: toMs(line.p99), format},
      {name: 'p50', colour: tint, width: 2.25, values: toMs(line.p50), format},
    ];
    return chart({
      title: line.type + ': response time',
      unit: 'logarithmic',
      label: 'Median, 99th percentile and maximum of the response time of ' + line.type + ' in each second.',
      x, range: wholeTime(), series, log: true, sync: 'time', markers, xLabel: 'seconds',
      at: (i) => rangeText(course, i) + ', ms',
      columns: [{name: 'from'}, {name: 'to'}, {name: 'p50 ms'}, {name: 'p99 ms'}, {name: 'max ms'}],
      rows: x.map((none, i) => [clock(course.from[i]), clock(course.to[i]), ...['p50', 'p99', 'max'].map((name) => line[name][i] === null ? '-' : ms(line[name][i]))]),
    });
  };

  const LOAD_STATE = ['in_flight', 'queue'];
  const UNITS = {ms: 'milliseconds', us: 'microseconds', share: 'share of the processors', pct: '%'};
  const LINE_COLOURS = ['blue', 'orange', 'green', 'purple', 'sky', 'red'];
  const DASHES = [undefined, [7, 4], [2, 3]];

  const timelineCharts = (grid) => {
    const names = Object.keys(timeline.columns).filter((name) => timeline.columns[name].some((value) => value !== null));
    const state = names.filter((name) => LOAD_STATE.includes(name));
    if (state.length > 0) {
      grid.append(timelineChart('In flight and queue', 'operations', state));
    }
    const groups = new Map();
    for (const name of names) {
      if (/^(hiccup|gc|cpu|steal|lateness)/.test(name)) {
        const unit = (/_(ms|us|pct|share)$/.exec(name) || [null, ''])[1];
        groups.set(unit, (groups.get(unit) || []).concat(name));
      }
    }
    for (const [unit, group] of groups) {
      grid.append(timelineChart('Generator', UNITS[unit] || '', group));
    }
  };

  const timelineChart = (title, unit, names) => {
    const at = timeline.elapsed;
    const series = names.map((name, i) => ({
      name: name.replaceAll('_', ' ').replace(/ (ms|us|pct|share)$/, ''),
      colour: LINE_COLOURS[i % LINE_COLOURS.length],
      dash: DASHES[Math.floor(i / LINE_COLOURS.length) % DASHES.length],
      values: timeline.columns[name],
      format: decimal,
    }));
    return chart({
      title, unit,
      label: title + ' second by second: ' + names.join(', ') + '.',
      x: at, range: wholeTime(), series, sync: 'time', markers, xLabel: 'seconds',
      at: (i) => clock(at[i]) + (timeline.phase[i] ? ', ' + timeline.phase[i] : ''),
      columns: [{name: 'at'}, {name: 'phase', text: true}, ...names.map((name) => ({name}))],
      rows: at.map((elapsed, i) => [clock(elapsed), timeline.phase[i], ...names.map((name) => {
        const value = timeline.columns[name][i];
        return value === null ? '-' : decimal(value);
      })]),
    });
  };

  const eventTable = (section) => {
    if (data.events.length === 0) {
      return;
    }
    section.append(el('h3', '', 'Events'), table(
      [{name: 'at'}, {name: 'event', text: true}, {name: 'node', text: true}, {name: '', text: true, wrap: true}],
      data.events.map((event) => ({
        names: 1,
        cells: [clock(event.t), event.event || '', event.node || '', event.more.map(([name, value]) => name === 'detail' ? value : name + ' ' + value).join(', ')],
      })), 'compact'));
  };

  // ---- 4 percentiles

  const percentiles = () => {
    const section = card('Percentiles');
    const curves = data.curves;
    if (curves.series.length === 0) {
      section.append(sentence('No operation succeeded, so that there is no curve to draw.'));
      return;
    }
    section.append(sentence('The share of operations that took no longer. Grey: fewer than ten operations lie beyond, so that chance decides.'));
    const format = (value) => ms(value * 1e6);
    const series = [];
    const tails = [];
    curves.series.forEach((curve) => {
      const values = toMs(curve.ns);
      const limit = Math.max(1, curve.count / 10);
      const dash = curve.kind === 'service' ? [7, 4] : undefined;
      const index = series.length;
      series.push({
        name: curve.type + ' ' + curve.kind,
        colour: typeColour(curve.type), dash, width: curve.kind === 'service' ? 1.75 : 2.25, format,
        values: values.map((value, i) => curves.x[i] <= limit ? value : null),
        with: [index],
      });
      tails.push({
        name: curve.type + ' ' + curve.kind + ' by chance', colour: 'faint', dash, width: 1.75, format, inLegend: false,
        values: values.map((value, i) => curves.x[i] >= limit ? value : null),
      });
    });
    series.forEach((each, i) => {
      each.with = [series.length + i];
    });
    const most = curves.x[curves.x.length - 1];
    const places = data.objectives.filter((objective) => objective.place).map((objective) => ({
      x: objective.place.x, y: objective.place.ns / 1e6, name: objective.text, state: objectiveKind(objective),
    }));
    const end = Math.max(most, ...places.map((place) => place.x), 10);
    const rows = curves.x.map((x, i) => [percentileText(x), ...curves.series.map((curve) => curve.ns[i] === null ? '-' : ms(curve.ns[i]))]);
    section.append(el('div', 'charts one', chart({
      title: 'Latency by percentile',
      unit: 'both axes logarithmic',
      label: 'Curve of response and service times over percentiles for each type of operation.',
      x: curves.x, range: [1, end * 1.15], series: series.concat(tails), log: true, percentiles: true, height: 340,
      places: places.length > 0 ? places : null, xLabel: 'percentile',
      at: (i) => percentileText(curves.x[i]) + ', ms',
      columns: [{name: 'percentile'}, ...curves.series.map((curve) => ({name: curve.type + ' ' + curve.kind + ' ms'}))],
      rows,
    })));
    if (places.length > 0) {
      section.append(el('p', 'legend', 'Diamonds are objectives, filled where they were missed.'));
    }
  };

  // ---- 5 nodes

  const MOST_NODE_CHARTS = 12;

  const nodes = () => {
    const section = card('Nodes');
    const told = data.nodes;
    if (told.rows.length === 0 && told.quorums.length === 0) {
      section.append(sentence('This run has no times by node.'));
      return;
    }
    section.append(sentence('Service times as the client saw them reply by reply.'
      + (told.quorums.length > 0 ? ' Quorum: until the reply that decided. Straggler: from then to the last reply.' : '')));
    const names = [...new Set(told.course.series.map((line) => line.node))];
    if (names.length > MOST_NODE_CHARTS) {
      section.append(sentence('Charts are drawn of the first ' + MOST_NODE_CHARTS + ' of ' + names.length + ' nodes; the table has all.'));
    }
    const grid = el('div', 'charts small');
    section.append(grid);
    const all = told.course.series.flatMap((line) => [toMs(line.p50), toMs(line.p99)]);
    const yRange = extent(all);
    if (yRange !== null) {
      names.slice(0, MOST_NODE_CHARTS).forEach((name) => grid.append(nodeChart(name, yRange)));
    }
    nodeTable(section);
  };

  const nodeChart = (node, yRange) => {
    const lines = data.nodes.course.series.filter((line) => line.node === node);
    const edges = data.nodes.course;
    const x = middles(edges);
    const format = (value) => ms(value * 1e6);
    const series = lines.flatMap((line) => [
      {name: line.type + ' p99', colour: typeColour(line.type), dash: [7, 4], width: 1.5, values: toMs(line.p99), format},
      {name: line.type + ' p50', colour: typeColour(line.type), width: 2, values: toMs(line.p50), format},
    ]);
    return chart({
      title: nodeName(node),
      unit: 'logarithmic, the same for all nodes',
      label: 'Median and 99th percentile of the service time of node ' + node + '.',
      x, range: wholeTime() || span(edges), series, log: true, yRange, height: 190, sync: 'time', markers, xLabel: 'seconds',
      at: (i) => rangeText(edges, i) + ', ms',
      columns: [{name: 'from'}, {name: 'to'}, ...lines.flatMap((line) => [{name: line.type + ' p50 ms'}, {name: line.type + ' p99 ms'}])],
      rows: x.map((none, i) => [clock(edges.from[i]), clock(edges.to[i]),
        ...lines.flatMap((line) => [line.p50[i], line.p99[i]]).map((ns) => ns === null ? '-' : ms(ns))]),
    });
  };

  const nodeTable = (section) => {
    const told = data.nodes;
    const row = (name, what, each) => ({
      names: 2,
      cells: [name, what, whole(each.times.count), ...[0, 2, 5].map((i) => timeCells(each.times)[i])],
    });
    section.append(table([
      {name: 'node', text: true}, {name: 'request', text: true}, {name: 'replies'}, {name: 'p50 ms'}, {name: 'p99 ms'}, {name: 'max ms'}],
    told.rows.map((each) => row(nodeName(each.node), each.type, each)).concat(told.quorums.map((each) => row(each.kind, each.type, each)))));
    if (told.facts.length > 0) {
      const count = (value) => value === undefined ? '-' : whole(value);
      const percent = (value) => value === undefined ? '-' : fixed(100 * value, 1) + ' %';
      section.append(el('h3', '', 'Node by node'), table([
        {name: 'node', text: true}, {name: 'replies'}, {name: 'failures'}, {name: 'timeouts'}, {name: 'late replies'}, {name: 'repairs'},
        {name: 'slowest in quorum'}, {name: 'last to reply'}, {name: 'not connected'}],
      told.facts.map((node) => ({
        names: 1,
        cells: [node.name, count(node.replies), count(node.failures), count(node.timeouts), count(node.lateReplies), count(node.repairs),
          percent(node.shareSlowestInQuorum), percent(node.shareLast),
          node.downNs === undefined ? '-' : node.downNs === 0 ? 'never' : fixed(node.downNs / 1e9, 1) + ' s, ' + count(node.outageCount) + '×'],
      }))));
    }
  };

  /** In tags, what may not stand there is an underscore. */
  const nodeName = (inTag) => {
    const fitting = data.nodes.facts.filter((node) => node.name.replaceAll(/[^A-Za-z0-9._-]/g, '_') === inTag);
    return fitting.length === 1 ? fitting[0].name : inTag;
  };

  // ---- 6 consistency, environment, files

  const checked = () => {
    const count = violationCount();
    if (count === null) {
      return;
    }
    const section = card('Consistency');
    if (count === 0) {
      section.append(sentence('No answer broke what was promised.'));
    }
    if (data.consistency) {
      section.append(facts(data.consistency.facts));
    }
    if (data.violations.count > 0) {
      violations(section);
    }
  };

  const violations = (section) => {
    const shown = data.violations.shown;
    section.append(sentence(whole(data.violations.count) + ' in violations.jsonl'
      + (shown.length < data.violations.count ? '; the first ' + shown.length + ' of them:' : '.')));
    const names = [...new Set(shown.flatMap((pairs) => pairs.map(([name]) => name)))];
    section.append(table(names.map((name) => ({name, text: true})), shown.map((pairs) => {
      const values = new Map(pairs);
      return {cells: names.map((name) => values.has(name) ? values.get(name) : '')};
    }), 'compact'));
  };

  const environment = () => {
    const section = card('Environment');
    const columns = el('div', 'columns');
    const times = [];
    for (const [name, key] of [['started', 'startedAt'], ['ended', 'endedAt'], ['state', 'state'], ['version', 'version'], ['schema', 'schema'], ['folder', 'folder']]) {
      if (data[key] !== undefined) {
        times.push([name, data[key]]);
      }
    }
    columns.append(el('div', '', el('h3', '', 'Run'), facts(times)));
    columns.append(el('div', '', el('h3', '', 'Machine'), data.environment.length > 0 ? facts(data.environment) : sentence('run.json does not tell.')));
    if (data.client.length > 0) {
      columns.append(el('div', '', el('h3', '', 'What the client counted'), facts(data.client)));
    }
    columns.append(el('div', '', el('h3', '', 'Files'), table(
      [{name: 'file', text: true}, {name: 'size'}].concat(data.files.some((file) => file.sha256) ? [{name: 'SHA-256', text: true, wrap: true}] : []),
      data.files.map((file) => ({
        names: 1,
        cells: [file.name + (file.files === undefined ? '' : ' (' + whole(file.files) + ' files)'), bytes(file.bytes)]
          .concat(data.files.some((each) => each.sha256) ? [file.sha256 || ''] : []),
      })))));
    section.append(columns);
  };

  const head = () => {
    root.append(el('header', '', el('h1', '', data.title),
      el('p', 'subtitle', [data.startedAt && data.startedAt.replace('T', ' ').replace(/\.\d+Z$/, 'Z'), data.version && 'quorate ' + data.version,
        config.get('target') && 'target ' + config.get('target'), config.get('seed') && 'seed ' + config.get('seed')].filter(Boolean).join(' · '))));
  };

  // ---- the page

  const fit = () => {
    for (const each of charts) {
      const width = Math.floor(each.plot.clientWidth);
      if (width > 0 && width !== each.u.width) {
        each.u.setSize({width, height: each.u.height});
      }
    }
  };
  const redraw = () => charts.forEach((each) => each.u.redraw(false, true));

  head();
  verdict();
  summary();
  overTime();
  percentiles();
  nodes();
  checked();
  environment();
  root.append(el('footer', '', 'Made by quorate from the files of the run folder, at their full resolution; this page needs no network. Charts: uPlot, MIT licence.'));
  document.body.dataset.charts = charts.length;
  document.body.dataset.chartsDrawn = chartsDrawn;
  fit();
  new ResizeObserver(fit).observe(root);
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    window.matchMedia(query).addEventListener('change', redraw);
  }
  window.addEventListener('load', () => {
    document.body.dataset.requests = performance.getEntriesByType('resource').length;
  });
})();
