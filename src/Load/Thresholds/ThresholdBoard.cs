using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load.Thresholds;

/// <summary>What workers record for one or several thresholds: one metric of one selection, over the run or in windows.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Selector">Which requests, iterations, groups or checks count.</param>
/// <param name="Window">The length of the windows, or null.</param>
internal sealed record MetricSlot(string Metric, Selector Selector, TimeSpan? Window);

/// <summary>The thresholds of a run: gathers what workers recorded for them and judges, during the run and at its end.</summary>
/// <remarks>
/// <code>
///   worker 1: recorders[slot] --\                     /--&gt; the threshold that ends the run, or none
///   worker 2: recorders[slot] ---- Gather, then Judge ----&gt; at the end: what became of each
/// </code>
/// Times are since the recording began. Gather everything that ended before a time, then judge at that time. A window is judged once, as
/// soon as it is over, and only the worst value is kept; windows in which nothing of a duration or share happened say nothing. What came
/// in the last, shorter stretch and after the end is judged as well, but not its counts, unless no window was ever full. As in k6, a
/// threshold does not end the run while nothing was recorded for it.
/// </remarks>
internal sealed class ThresholdBoard
{
    private readonly List<Row> _rows = [];
    private readonly List<Sheet> _sheets = [];

    /// <summary>Prepares to judge thresholds; those on the same metric, selection and window share a slot.</summary>
    public ThresholdBoard(IReadOnlyList<Threshold> thresholds)
    {
        var places = new Dictionary<(string, TimeSpan?), Sheet>();
        foreach (var threshold in thresholds)
        {
            if (!places.TryGetValue((threshold.Source, threshold.Window), out var sheet))
            {
                var slot = new MetricSlot(threshold.Metric, new Selector(threshold.Tags), threshold.Window);
                sheet = new Sheet(slot, new MetricRecorder(threshold.Window));
                places.Add((threshold.Source, threshold.Window), sheet);
                _sheets.Add(sheet);
            }

            _rows.Add(new Row(threshold, MetricCatalogue.KindOf(threshold.Metric) ?? MetricKind.Duration, sheet));
        }

        Slots = [.. _sheets.Select(static sheet => sheet.Slot)];
    }

    /// <summary>What workers record.</summary>
    public IReadOnlyList<MetricSlot> Slots { get; }

    /// <summary>The recorders of one worker, one a slot.</summary>
    public MetricRecorder[] NewRecorders() => [.. Slots.Select(static slot => new MetricRecorder(slot.Window))];

    /// <summary>Takes what a worker recorded so far, and empties its recorders.</summary>
    public void Gather(IReadOnlyList<MetricRecorder> worker)
    {
        for (var i = 0; i < _sheets.Count; i++)
        {
            worker[i].MoveTo(_sheets[i].Gathered);
        }
    }

    /// <summary>Judges what can be judged; the first threshold that ends the run, or null. It is remembered as the one that did.</summary>
    public Threshold? Judge(TimeSpan elapsed)
    {
        CloseWindows(elapsed);
        foreach (var row in _rows)
        {
            var threshold = row.Threshold;
            if (!threshold.AbortOnFail
                || elapsed < threshold.DelayAbortEval
                || (threshold.Window is null && row.Sheet.Gathered.Run.IsEmpty))
            {
                continue;
            }

            var actual = threshold.Window is null ? row.Measure(row.Sheet.Gathered.Run, elapsed) : row.Worst;
            if (actual is not null && !ThresholdJudge.Holds(threshold, actual))
            {
                row.Aborted = true;
                return threshold;
            }
        }

        return null;
    }

    /// <summary>What became of each threshold, in order; asked once.</summary>
    /// <param name="length">How long was recorded, the drain left out.</param>
    public IReadOnlyList<ThresholdMetrics> Finish(TimeSpan length)
    {
        CloseWindows(length);
        foreach (var sheet in _sheets.Where(static sheet => sheet.Slot.Window is not null))
        {
            CloseRest(sheet, length);
        }

        return
        [
            .. _rows.Select(row => ThresholdJudge.Judge(
                row.Threshold, row.Threshold.Window is null ? row.Measure(row.Sheet.Gathered.Run, length) : row.Worst, row.Aborted)),
        ];
    }

    private void CloseWindows(TimeSpan elapsed)
    {
        foreach (var sheet in _sheets)
        {
            while (sheet.Slot.Window is { } window && window * (sheet.Closed + 1) <= elapsed)
            {
                Close(sheet, sheet.Closed, window, withCounts: true);
                sheet.Closed++;
            }
        }
    }

    private void CloseRest(Sheet sheet, TimeSpan length)
    {
        var withCounts = sheet.Closed == 0;
        if (withCounts)
        {
            Close(sheet, 0, length, withCounts);
        }

        while (sheet.Gathered.LeastWindow() is { } number)
        {
            Close(sheet, number, sheet.Slot.Window!.Value, withCounts: false);
        }
    }

    private void Close(Sheet sheet, long number, TimeSpan length, bool withCounts) => sheet.Gathered.Take(number, totals =>
    {
        foreach (var row in _rows.Where(row => row.Sheet == sheet && (withCounts || row.Kind != MetricKind.Counter)))
        {
            row.Worst = ThresholdJudge.Worse(row.Threshold, row.Worst, row.Measure(totals, length));
        }

        return true;
    });

    private sealed class Sheet(MetricSlot slot, MetricRecorder gathered)
    {
        public MetricSlot Slot => slot;

        public MetricRecorder Gathered => gathered;

        public long Closed { get; set; }
    }

    private sealed class Row(Threshold threshold, MetricKind kind, Sheet sheet)
    {
        public Threshold Threshold => threshold;

        public MetricKind Kind => kind;

        public Sheet Sheet => sheet;

        public double? Worst { get; set; }

        public bool Aborted { get; set; }

        public double? Measure(MetricTotals totals, TimeSpan length) => ThresholdJudge.Measure(threshold.Aggregate, kind, totals, length);
    }
}
