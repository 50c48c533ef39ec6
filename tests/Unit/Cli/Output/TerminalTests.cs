using Headroom.Cli.Output;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Output;

public sealed class TerminalTests
{
    [Fact]
    public void The_end_of_an_audit_leads_to_the_first_fix_where_there_is_one()
    {
        Terminal.Pointers(SampleResult.Blocked, "runs/1").ShouldBe(
            ["report  runs/1/report.html", "fix     runs/1/documents/fix-spec.md", "again   headroom analyze runs/1"]);
        Terminal.Pointers(SampleResult.Ready, "runs/1").ShouldBe(["report  runs/1/report.html", "again   headroom analyze runs/1"]);
    }
}
