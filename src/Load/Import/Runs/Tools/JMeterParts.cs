using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>Tells the rows of JMeter's CSV that are part of the sample above them: its redirects, and what its page embeds.</summary>
/// <remarks>
/// JMeter writes them behind the sample like any other row, unless <c>jmeter.save.saveservice.subresults</c> is false. They are named after
/// it ("Feed-0", "Feed-1"), or by their addresses: before version 5, and where <c>subresults.disable_renaming</c> is true. A thread does
/// one thing at a time: what lies within the time of its last sample is part of it. The first part begins when its sample does.
/// <para><b>Source:</b> JMeter, CSVSaveService.saveSampleResult, SampleResult.addSubResult and HTTPSamplerBase.followRedirects.</para>
/// </remarks>
internal sealed class JMeterParts
{
    private const int MostThreads = 100_000;
    private const int LongestName = 300;

    private readonly Dictionary<string, Sample> _samples = new(StringComparer.Ordinal);

    /// <summary>How many rows were parts.</summary>
    public long Count { get; private set; }

    /// <summary>Whether a row is part of the last sample of its thread; one that is none is that from now on.</summary>
    /// <param name="thread">The thread's name; where it is empty nobody knows what belongs together.</param>
    /// <param name="label">The row's label.</param>
    /// <param name="from">When it began, in milliseconds.</param>
    /// <param name="elapsed">How long it took, in milliseconds.</param>
    public bool Takes(string thread, string label, double from, double elapsed)
    {
        var isKnown = _samples.TryGetValue(thread, out var sample);
        if (isKnown && sample.Holds(label, from, from + elapsed))
        {
            _samples[thread] = sample with { HasParts = true };
            Count++;
            return true;
        }

        if (label.Length > LongestName)
        {
            _samples.Remove(thread);
        }
        else if (isKnown || (thread.Length is > 0 and <= LongestName && _samples.Count < MostThreads))
        {
            _samples[thread] = new Sample(label, from, from + elapsed, HasParts: false);
        }

        return false;
    }

    /// <summary>The rows that follow in a thread are part of no sample: those of a transaction are its requests.</summary>
    public void End(string thread) => _samples.Remove(thread);

    /// <summary>What is to be said of a table of labels, whose totals count parts like samples, or nothing.</summary>
    public static IEnumerable<string> Remarks(IReadOnlyList<ImportedEndpoint> rows)
    {
        var labels = rows.Select(static row => row.Name).ToHashSet(StringComparer.Ordinal);
        var parts = rows.Where(row => OwnerOf(row.Name) is { } owner && labels.Contains(owner)).Sum(static row => row.Requests ?? 0);
        if (parts > 0)
        {
            yield return $"{parts} samples are named like redirects and what pages embed ('Feed-0'): they count in the totals, too";
        }
    }

    // The label before the number: of "Feed-0" that is "Feed".
    private static string? OwnerOf(string label) =>
        label.LastIndexOf('-') is > 0 and var at && RunNumbers.Count(label.AsSpan(at + 1)) is not null ? label[..at] : null;

    private static bool IsAddress(string label) =>
        label.StartsWith("http://", StringComparison.Ordinal) || label.StartsWith("https://", StringComparison.Ordinal);

    private readonly record struct Sample(string Label, double From, double To, bool HasParts)
    {
        public bool Holds(string label, double from, double to) =>
            from >= From && from < To && to <= To && (OwnerOf(label) == Label || IsPartByAddress(label, from));

        private bool IsPartByAddress(string label, double from) => IsAddress(label) && !IsAddress(Label) && (HasParts || from == From);
    }
}
