using Headroom.Report;
using Headroom.Report.Documents.Audit;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Databases;

public sealed class DatabaseTablesTests
{
    [Fact]
    public void Why_candidates_were_left_untried_stays_text()
    {
        var database = SampleDatabase.Audited.Database!;
        var cut = SampleDatabase.Audited with
        {
            Database = database with { IndexSearch = database.IndexSearch! with { Cut = "relation <b> is *gone*" } },
        };

        MarkdownReport.Render(cut).ShouldContain("Others were left untried: relation &lt;b> is \\*gone\\*.");
        AuditDocument.Render(cut).ShouldContain("Others were left untried: relation &lt;b> is \\*gone\\*.");
    }
}
