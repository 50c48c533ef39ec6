using Headroom.Cli.Compare;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Compare;

public sealed class ClonedArmsTests
{
    private const string Npgsql = "Host=127.0.0.1;Database=shop;Password=hidden";

    [Fact]
    public void An_arm_that_failed_every_request_says_so_first_and_in_which_form_it_got_its_clone()
    {
        var told = ClonedArms.Unused("A", [new FailedAnswers(500, 15), new FailedAnswers(503, 2), new FailedAnswers(500, 3)], 20, "DATABASE_URL", Npgsql);

        told.ShouldStartWith("A answered 500 to 18 of 20 requests, all of them without its clone: nobody connected to it");
        told.ShouldContain("from DATABASE_URL, where it stands in keywords as Npgsql reads them (Host=...;Database=...)");
        told.ShouldContain("postgres://... in --postgres");
        told.ShouldNotContain("hidden");
    }

    [Fact]
    public void An_arm_that_answered_well_is_at_another_database() =>
        ClonedArms.Unused("B", [new FailedAnswers(500, 19)], 20, "DATABASE_URL", Npgsql).ShouldStartWith("B answered its requests without its clone: ");
}
