using Headroom.Model.Findings;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Findings;

public sealed class OutcomeTests
{
    private const string None = "nothing was there";

    [Fact]
    public void Parts_that_found_something_are_found_together_each_finding_once()
    {
        var together = Outcome.Together(None, Found("a", "b"), Found("b", "c"), new Outcome.Clean()).ShouldBeOfType<Outcome.Found>();

        together.Findings.Select(finding => finding.Fingerprint).ShouldBe(["a", "b", "c"]);
        together.Untold.ShouldBeEmpty();
    }

    [Fact]
    public void Beside_what_was_found_the_reasons_of_the_other_parts_are_kept() =>
        Outcome.Together(None, new Outcome.NotRun("late"), Found("a"), new Outcome.NotApplicable("elsewhere"), new Outcome.NotRun("late"))
            .ShouldBeOfType<Outcome.Found>().Untold.ShouldBe(["late", "elsewhere"]);

    [Fact]
    public void A_part_that_did_not_run_keeps_the_others_from_being_clean() =>
        Outcome.Together(None, new Outcome.Clean(), new Outcome.NotRun("late")).ShouldBeOfType<Outcome.NotRun>()
            .Reason.ShouldBe("late");

    [Fact]
    public void Every_reason_is_told_once()
    {
        Reason(new Outcome.NotRun("late"), new Outcome.NotRun("refused"), new Outcome.NotRun("late")).ShouldBe("late; refused");
        Reason(new Outcome.NotApplicable("elsewhere"), new Outcome.NotRun("late")).ShouldBe("elsewhere; late");

        static string Reason(params Outcome[] parts) => Outcome.Together(None, parts).ShouldBeOfType<Outcome.NotRun>().Reason;
    }

    [Fact]
    public void What_does_not_apply_is_not_clean_because_another_part_is() =>
        Outcome.Together(None, new Outcome.NotApplicable("elsewhere"), new Outcome.Clean()).ShouldBeOfType<Outcome.NotApplicable>()
            .Reason.ShouldBe("elsewhere");

    [Fact]
    public void A_part_that_crashed_is_not_forgotten() =>
        Outcome.Together(None, new Outcome.NotRun("late"), new Outcome.Crashed("our fault")).ShouldBeOfType<Outcome.Crashed>()
            .Reason.ShouldBe("late; our fault");

    [Fact]
    public void Clean_is_what_every_part_calls_clean_and_what_a_part_could_not_tell_stays_with_it()
    {
        Outcome.Together(None, null, new Outcome.Clean()).ShouldBeOfType<Outcome.Clean>().Untold.ShouldBeEmpty();
        Outcome.Together(None, new Outcome.Clean { Untold = ["one table"] }, new Outcome.Clean()).ShouldBeOfType<Outcome.Clean>()
            .Untold.ShouldBe(["one table"]);
        Outcome.Together(None, Found("a") with { Untold = ["one table"] }, new Outcome.NotRun("late"))
            .Untold.ShouldBe(["late", "one table"]);
    }

    [Fact]
    public void Without_a_part_it_did_not_run() =>
        Outcome.Together(None, null, null).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldBe(None);

    private static Outcome.Found Found(params string[] fingerprints) => new([.. fingerprints.Select(fingerprint => SampleFindings.Named("d", fingerprint))]);
}
