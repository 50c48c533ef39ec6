using System.Globalization;
using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>A sample of JMeter as its file has it.</summary>
/// <param name="Time">When it began: milliseconds since 1970, or a date in the zone of the generator.</param>
/// <param name="Elapsed">Milliseconds from before the request was sent until its last byte had come.</param>
/// <param name="Label">The sampler's name.</param>
/// <param name="Code">The status, or "Non HTTP response code: ..." with an exception.</param>
/// <param name="Message">The status text; that of a transaction counts its samples.</param>
/// <param name="Success">"true" or "false": what assertions say counts.</param>
/// <param name="Method">The HTTP method; null when the form does not tell.</param>
/// <param name="Thread">Of a row the name of its thread; null where the file has none, and where parts stand within their samples.</param>
internal readonly record struct JMeterSample(
    string Time, string Elapsed, string Label, string Code, string Message, string Success, string? Method, string? Thread = null);

/// <summary>Counts the samples of JMeter, and tells those that stand for others.</summary>
/// <remarks>
/// A transaction controller writes a sample of its own, for the samples within it. It is no request; where a file has nothing else
/// ("generate parent sample"), all that is known of the requests is what the transactions count.
/// </remarks>
/// <param name="form">"csv" or "xml".</param>
internal sealed class JMeterTally(string form)
{
    private const string Transaction = "Number of samples in transaction : ";
    private const string Failing = ", number of failing samples : ";
    private const string NoAnswer = "Non HTTP response code";

    // As many digits as no milliseconds since 1970 have before the year 2286.
    private const string DigitsOnly = "yyyyMMddHHmmss";

    private static readonly string[] s_dates =
    [
        "yyyy/MM/dd HH:mm:ss.fff", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff",
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy/MM/dd HH:mm:ss,fff", "yyyy-MM-dd HH:mm:ss,fff", "yyyy-MM-dd'T'HH:mm:ss,fff", "MM/dd/yy HH:mm:ss",
        DigitsOnly,
    ];

    // An address that is none: the request was never sent.
    private static readonly string[] s_unsent = ["URISyntaxException", "MalformedURLException"];

    private readonly RunTally _tally = new("jmeter", form);
    private readonly JMeterParts _parts = new();
    private long _transactions;
    private long _within;
    private long _failedWithin;

    /// <summary>Whether the samples tell which of them failed.</summary>
    public bool KnowsFailures { get => _tally.KnowsFailures; set => _tally.KnowsFailures = value; }

    /// <summary>Whether a sample stands for those of a transaction.</summary>
    public static bool IsTransaction(string message) => message.StartsWith(Transaction, StringComparison.Ordinal);

    /// <summary>Whether text is a time as JMeter writes it.</summary>
    public static bool IsTime(string text) => MillisecondsOf(text) is not null;

    /// <summary>Counts a sample.</summary>
    public void Add(long line, in JMeterSample sample)
    {
        if (IsTransaction(sample.Message))
        {
            AddTransaction(sample.Message);
            _parts.End(sample.Thread ?? "");
            return;
        }

        if (MillisecondsOf(sample.Time) is not { } start || RunNumbers.Count(sample.Elapsed) is not { } elapsed
            || Truth(KnowsFailures ? sample.Success : "true") is not { } succeeded)
        {
            _tally.Reject(line, $"time '{Shown(sample.Time)}', elapsed '{Shown(sample.Elapsed)}', success '{Shown(sample.Success)}'; "
                + "expected milliseconds or a date, milliseconds, and true or false");
            return;
        }

        if (sample.Thread is { } thread && HasMilliseconds(sample.Time) && _parts.Takes(thread, sample.Label, start.Ms, elapsed))
        {
            return;
        }

        if (!start.HasZone)
        {
            _tally.HasCalendar = false;
        }

        var isLost = sample.Code.StartsWith(NoAnswer, StringComparison.Ordinal);
        var status = isLost ? FailureClass.NoAnswer : FailureClass.Status(sample.Code);
        var error = isLost ? sample.Code + sample.Message : "";
        var cause = succeeded ? null : isLost ? CauseOf(error) : FailureClass.Of(status);
        var method = sample.Method ?? EndpointNames.Verb(sample.Label);
        _tally.Add(line, new EndedRequest(
            sample.Label, method, start.Ms, elapsed, status, !succeeded, cause, isLost ? ErrorText.KindOf(error)?.Text() : null));
    }

    /// <summary>The run.</summary>
    /// <param name="source">The file.</param>
    /// <param name="oddity">What else was odd; null when nothing was.</param>
    /// <exception cref="RunFormException">It has no sample.</exception>
    public ImportedRun Run(RunSource source, string? oddity = null)
    {
        if (_tally.Requests == 0 && _within > 0)
        {
            return new ImportedRun
            {
                Source = source.Source,
                Tool = "jmeter",
                Form = form,
                Requests = _within,
                HttpReqFailed = Ratio.Of(_failedWithin, _within),
                Remarks =
                [
                    .. Remarks(
                        $"{Counted.Of(_transactions, "sample is", "samples are")} of transactions, none of a request: "
                            + "latencies are not known",
                        oddity),
                ],
            };
        }

        var run = _tally.Run(source);
        var apart = _transactions == 0 ? null
            : Counted.Of(
                _transactions,
                "sample of a transaction controller is not counted: it stands for its requests",
                "samples of transaction controllers are not counted: they stand for their requests");
        var parts = _parts.Count == 0 ? null
            : Counted.Of(
                _parts.Count,
                "row of redirects and of what pages embed is not counted: it is part of the sample above it",
                "rows of redirects and of what pages embed are not counted: they are part of the samples above them");
        var zone = _tally.HasCalendar ? null : "its times name no zone: when the run began is not known";
        return run with { Remarks = [.. run.Remarks, .. Remarks(apart, parts, zone, oddity)] };
    }

    private static IEnumerable<string> Remarks(params string?[] remarks) => remarks.OfType<string>();

    private void AddTransaction(string message)
    {
        _transactions++;
        var counts = message[Transaction.Length..].Split(Failing, 2);
        if (counts.Length == 2 && RunNumbers.Count(counts[0]) is { } all && RunNumbers.Count(counts[1]) is { } failed && failed <= all)
        {
            _within = Math.Min(_within + all, long.MaxValue / 2);
            _failedWithin = Math.Min(_failedWithin + failed, _within);
        }
    }

    private static string CauseOf(string error) =>
        Array.Exists(s_unsent, exception => error.Contains(exception, StringComparison.Ordinal)) ? FailureClass.Client
        : FailureClass.OfError(error);

    private static bool? Truth(string text) => text.Trim() switch
    {
        "true" or "TRUE" or "True" => true,
        "false" or "FALSE" or "False" => false,
        _ => null,
    };

    private static (double Ms, bool HasZone)? MillisecondsOf(string text)
    {
        if (!HasDigitsOnly(text) && RunNumbers.Count(text) is { } ms)
        {
            return (ms, true);
        }

        if (RunNumbers.Iso(text.Trim()) is { } instant)
        {
            return (instant.ToUnixTimeMilliseconds(), true);
        }

        var isDate = DateTimeOffset.TryParseExact(
            text.Trim(), s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        return isDate ? (date.ToUnixTimeMilliseconds(), false) : null;
    }

    // Requests of one second seem to lie within each other where dates have whole seconds.
    private static bool HasMilliseconds(string time) =>
        time.AsSpan().ContainsAny('.', ',') || (!time.Contains(':', StringComparison.Ordinal) && !HasDigitsOnly(time));

    private static bool HasDigitsOnly(string time) => time.Length == DigitsOnly.Length && time.All(char.IsAsciiDigit);

    private static string Shown(string text) => Shortened.Of(text, 40);
}
