using Headroom.Model.Findings;
using Headroom.Report.Tables;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Tables;

public sealed class FindingFactsTests
{
    [Fact]
    public void A_share_of_the_database_time_is_unknown_only_where_the_finding_is_about_the_database()
    {
        Share(new Subject { Table = "clips" }).ShouldBe("share of the database time unknown");
        Share(new Subject { Endpoint = "GET /clips", StatementId = "5be80c11" }).ShouldBe("share of the database time unknown");
        Share(new Subject { Endpoint = "POST /votes" }).ShouldBe("");
        Share(new Subject { Role = "clipper" }).ShouldBe("");
        Share(new Subject { Dependency = "partners" }).ShouldBe("time spent waiting for partners");
    }

    private static string Share(Subject subject) =>
        FindingFacts.Share(SampleResult.Blocked, SampleResult.Blocked.Findings[0] with { Subject = subject, Share = null });
}
