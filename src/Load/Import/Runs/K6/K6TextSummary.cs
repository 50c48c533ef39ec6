using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads what k6 prints at the end of a run: <c>--summary-mode</c> legacy, as it was before v1, compact and full.</summary>
/// <remarks>
/// <code>
///   legacy   ✗ feed is 200                       compact, full   █ THRESHOLDS
///             ↳  89% — ✓ 1155 / ✗ 130                             http_req_failed
///          ✓ http_req_duration...: avg=1.2ms                      ✗ 'rate&lt;0.01' rate=10.23%
///            { name:GET /feed }..: avg=1.6ms                    █ TOTAL RESULTS
/// </code>
/// Of several summaries in a file the last counts; what follows by scenario and group is not read. The legacy form marks metrics whose
/// thresholds held or did not, but does not say which thresholds. A check that always held has no counts: they are known when it is the
/// only such check.
/// <para><b>Source:</b> grafana.com/docs/k6, "End of test".</para>
/// </remarks>
internal static class K6TextSummary
{
    /// <summary>The form.</summary>
    public const string Form = "text";

    private const int LongestLine = 4 * 1024;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunFormException">No summary is in it.</exception>
    public static ImportedRun Read(RunSource source)
    {
        var lines = new FileLines(source);
        var text = new K6TextReader();
        var tooLong = new LineTally();
        while (lines.Next(out var line))
        {
            if (line.Length > LongestLine || lines.IsTooLong)
            {
                tooLong.Add(lines.Number);
            }
            else
            {
                text.Read(K6TextLines.WithoutPrefix(K6TextLines.Plain(line)), lines.Number);
            }
        }

        var digest = text.Digest() ?? throw new RunFormException(
            Math.Max(lines.Number, 1),
            "the text ends without a summary, perhaps since the run was killed; expected lines such as 'http_req_duration...: avg=1.2ms'");
        var run = digest.Run(source.Source);
        return run with
        {
            Remarks =
            [
                .. run.Remarks,
                .. tooLong.Told($"is longer than {LongestLine} bytes and not read", $"are longer than {LongestLine} bytes and not read"),
            ],
        };
    }
}
