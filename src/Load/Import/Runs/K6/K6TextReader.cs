using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads the lines of k6's text output one after another.</summary>
internal sealed class K6TextReader
{
    private const int MostEntries = 10_000;
    private const int Shown = 10;
    private const double MsPerSecond = 1000;
    private const string Running = "running (";
    private const string Banner = "execution: ";
    private const string Leader = "...:";

    private static readonly string[] s_asked =
        ["http_req_duration", "http_req_failed", "http_reqs", "iterations", "checks", "checks_total", "checks_succeeded"];

    // What scripts indent the summary with: textSummary(data, { indent: "\u2192" }).
    private const char Filler = '\u2192';

    private readonly Dictionary<string, K6Stat> _metrics = new(StringComparer.Ordinal);
    private readonly List<ImportedThreshold> _thresholds = [];
    private readonly List<(string Metric, bool Held)> _marks = [];
    private readonly K6TextGroups _groups = new();

    // Lines of the summary that look as if k6 wrote them, and could not be read.
    private readonly LineTally _unread = new();

    // A check that always held has no counts.
    private readonly List<(string Name, (long Passes, long Fails)? Counts)> _checks = [];
    private Section _section;
    private string _metric = "";
    private string? _pending;
    private double? _seconds;

    // Checks that stand before the last metric: of the old look those of the summary. What follows is of the next one, or of a script.
    private int _own;

    // Whether the line that k6 ends a run with was read: behind it no check of the new look follows.
    private bool _isOver;
    private int _before;

    private long _number;

    private enum Section
    {
        Legacy,
        Thresholds,
        Total,
        Part,
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Its text.</param>
    /// <param name="number">Its number in the file, from 1.</param>
    public void Read(string line, long number)
    {
        _number = number;
        var text = line.Trim().TrimStart(Filler).TrimStart();
        if (text.Length == 0)
        {
            return;
        }

        if (text.StartsWith(Running, StringComparison.Ordinal))
        {
            var end = text.IndexOf(')', StringComparison.Ordinal);
            _seconds = end > 0 ? K6TextValues.Milliseconds(text[Running.Length..end]) / MsPerSecond : _seconds;
            _isOver = _metrics.Count > 0;
        }
        else if (text.StartsWith(Banner, StringComparison.Ordinal))
        {
            // Another run begins.
            Forget();
            _section = Section.Legacy;
        }
        else if (K6TextLines.HeadingOf(text) is { } heading)
        {
            Begin(heading, IndentOf(line));
        }
        else if (text[0] == K6TextLines.Arrow && text[1..].TrimStart().StartsWith("GROUP:", StringComparison.Ordinal))
        {
            _section = Section.Part;
        }
        else if (_section == Section.Thresholds)
        {
            Threshold(text);
        }
        else if (_section != Section.Part)
        {
            Figure(text, IndentOf(line));
        }
    }

    /// <summary>What was read, or null when no metric was.</summary>
    public K6Digest? Digest()
    {
        if (_metrics.Count == 0)
        {
            return null;
        }

        List<(string Name, (long Passes, long Fails)? Counts)> own = _section == Section.Legacy ? _checks.GetRange(0, _own) : _checks;
        var checks = Counted(own);
        var hasRate =
            (_metrics.GetValueOrDefault("http_reqs") ?? _metrics.GetValueOrDefault("iterations")) is { Count: > 0, PerSecond: > 0 };
        return new K6Digest
        {
            Form = K6TextSummary.Form,
            Metrics = _metrics,
            ChecksMetric = _metrics.ContainsKey("checks_succeeded") ? "checks_succeeded" : "checks",
            DurationS = hasRate ? null : _seconds,
            Thresholds = _section == Section.Legacy ? null : [.. _thresholds],
            Checks = checks.Count > 0 ? checks : null,
            Remarks = [.. Remarks(own.Count - checks.Count)],
        };
    }

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ', '\t', '\r', Filler).Length;

    private void Begin(string heading, int indent)
    {
        switch (heading)
        {
            case "THRESHOLDS":
                Forget();
                _section = Section.Thresholds;
                break;
            case "TOTAL RESULTS":
                if (_section != Section.Thresholds)
                {
                    Forget();
                }

                _section = Section.Total;
                break;
            default:
                if (_section != Section.Legacy && K6TextLines.IsPart(heading))
                {
                    _section = Section.Part;
                }
                else
                {
                    _groups.Enter(heading, indent);
                }

                break;
        }
    }

    private void Forget()
    {
        _before += _metrics.Count > 0 ? 1 : 0;
        _metrics.Clear();
        _thresholds.Clear();
        _marks.Clear();
        _groups.Clear();
        _checks.Clear();
        _unread.Clear();
        (_metric, _pending, _own, _isOver) = ("", null, 0, false);
    }

    private void Threshold(string text)
    {
        var held = K6TextLines.MarkOf(text[0]);
        if (held is not null || K6TextLines.IsLost(text[0]))
        {
            var (open, close) = (text.IndexOf('\'', StringComparison.Ordinal), text.LastIndexOf('\''));
            if (open > 0 && close > open && _metric.Length > 0 && _thresholds.Count < MostEntries)
            {
                _thresholds.Add(new ImportedThreshold(_metric, text[(open + 1)..close], held));
            }
            else
            {
                _unread.Add(_number);
            }
        }
        else
        {
            _metric = text[0] == '{' ? K6MetricName.Of(_metric).Metric + text : text;
        }
    }

    private void Figure(string text, int indent)
    {
        var mark = K6TextLines.MarkOf(text[0]);
        var body = mark is null ? text : text[1..].TrimStart();
        var at = body.IndexOf(Leader, StringComparison.Ordinal);
        if (at > 0 && FullName(body[..at].TrimEnd('.').Trim()) is { } metric)
        {
            Metric(metric, mark, body[(at + Leader.Length)..]);
        }
        else if (text[0] == K6TextLines.Arrow)
        {
            Counts(text);
        }
        else if (mark is { } held && body.Length > 0 && (_section == Section.Legacy || !_isOver) && _checks.Count < MostEntries)
        {
            _groups.Leave(indent);
            var name = _groups.Path + body;
            _pending = held ? null : name;
            if (held)
            {
                _checks.Add((name, null));
            }
        }
    }

    // Below its metric a sub-metric has its tags only. Null of what no metric is called: a check may have any name.
    private string? FullName(string name) => name switch
    {
        ['{', .., '}'] => $"{K6MetricName.Of(_metric).Metric}{{{name[1..^1].Trim()}}}",
        [_, ..] when name.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.') => name,
        _ => null,
    };

    private void Metric(string name, bool? mark, string figures)
    {
        var stat = K6TextValues.Of(figures);
        if (_section == Section.Legacy && stat.HasFigures && name[^1] != '}' && _metrics.ContainsKey(name))
        {
            // Another summary, whose run printed nothing before it.
            var checks = _checks.GetRange(_own, _checks.Count - _own);
            Forget();
            _checks.AddRange(checks);
        }

        if (IsEmpty(stat) && s_asked.Contains(K6MetricName.Of(name).Metric, StringComparer.Ordinal))
        {
            _unread.Add(_number);
        }

        (_metric, _own) = (name, stat.HasFigures ? _checks.Count : _own);
        if (_metrics.Count < MostEntries)
        {
            _metrics[name] = stat;
        }

        if (mark is { } held && _marks.Count < MostEntries)
        {
            _marks.Add((name, held));
        }
    }

    private void Counts(string text)
    {
        if (_pending is { } name
            && text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.., [var good], var passes, "/", [var bad], var fails]
            && (K6TextLines.MarkOf(good), K6TextLines.MarkOf(bad)) == (true, false)
            && RunNumbers.Count(passes) is { } held && RunNumbers.Count(fails) is { } failed)
        {
            _checks.Add((name, (held, failed)));
        }
        else if (_pending is not null)
        {
            _unread.Add(_number);
        }

        _pending = null;
    }

    private static bool IsEmpty(K6Stat stat) =>
        stat is { Count: null, PerSecond: null, Held: null, Total: null, Share: null }
        && (stat.Latency is null || stat.Latency == new ImportedLatency());

    // What the checks with counts leave of all is that of the only one without.
    private List<ImportedCheck> Counted(List<(string Name, (long Passes, long Fails)? Counts)> own)
    {
        var all = _metrics.GetValueOrDefault("checks_succeeded")?.Held ?? _metrics.GetValueOrDefault("checks")?.Held;
        var left = all - own.Sum(static check => (double)(check.Counts?.Passes ?? 0));
        var isOnly = left is >= 0 && own.Count(static check => check.Counts is null) == 1;
        return
        [
            .. own.Where(check => isOnly || check.Counts is not null)
                .Select(check => new ImportedCheck(check.Name, check.Counts?.Passes ?? (long)left!.Value, check.Counts?.Fails ?? 0)),
        ];
    }

    private IEnumerable<string> Remarks(int unlisted)
    {
        if (_before > 0)
        {
            yield return _before == 1
                ? "a summary stands before the one that is read: of several the last counts"
                : $"{_before} summaries stand before the one that is read: of several the last counts";
        }

        foreach (var told in _unread.Told("of the summary could not be read"))
        {
            yield return told;
        }

        if (unlisted > 0)
        {
            yield return $"{unlisted} checks that always held are not listed: the text does not say how often";
        }

        if (_section == Section.Legacy && _marks.Count > 0)
        {
            yield return "the text marks the thresholds of a metric, but does not hold their conditions: "
                + string.Join("; ", _marks.GroupBy(static mark => mark.Held).OrderBy(static marks => marks.Key)
                    .Select(static marks =>
                        (marks.Key ? "held on " : "crossed on ") + Listed([.. marks.Select(static mark => mark.Metric)])));
        }
    }

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
}
