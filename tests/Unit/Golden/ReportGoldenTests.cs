using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Pages;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

public class ReportGoldenTests
{
    public static TheoryData<string> Samples => ["blocked", "ready", "untrusted", "empty", "database"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_Markdown_report_is_as_approved(string sample) => Snapshot.Match($"{sample}.golden.md", MarkdownReport.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_page_is_as_approved(string sample) => Snapshot.Match($"{sample}.golden.html", HtmlReport.Render(Named(sample), new PageAssets("/* artifacts/web/report.js */", "/* artifacts/web/report.css */")));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_summary_is_as_approved(string sample) => Snapshot.Match($"{sample}.golden.txt", TextSummary.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_result_is_written_as_approved(string sample) =>
        Snapshot.Match($"{sample}.golden.json", JsonSerializer.Serialize(Named(sample), ModelJson.Result) + "\n");

    internal static AuditResult Named(string sample) => sample switch
    {
        "blocked" => SampleResult.Blocked,
        "ready" => SampleResult.Ready,
        "untrusted" => SampleResult.Untrusted,
        "database" => SampleDatabase.Audited,
        _ => SampleResult.Empty,
    };
}
