using Headroom.Experiments.Clones;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clones;

public class DumpRightsTests
{
    private static readonly UnreadSchema Serial = new("public", MayUse: true, LacksTables: false, LacksSequences: true, IsFiltered: false);

    [Fact]
    public void A_sequence_that_may_not_be_read_is_told_with_its_grant_alone() => Of(Serial).Reason.ShouldBe(
        "the role App may not read all that pg_dump copies: GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO \"App\"");

    [Fact]
    public void Each_grant_names_the_schemas_that_lack_it() =>
        Of(Serial, Serial with { Name = "Stock", MayUse = false, LacksTables = true }).Grants.ShouldBe(
            "GRANT USAGE ON SCHEMA \"Stock\" TO \"App\"; GRANT SELECT ON ALL TABLES IN SCHEMA \"Stock\" TO \"App\"; "
                + "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, \"Stock\" TO \"App\"");

    [Fact]
    public void Rows_that_a_policy_hides_want_more_than_a_grant() =>
        Of(Serial with { LacksSequences = false, IsFiltered = true }).Grants.ShouldBe("ALTER ROLE \"App\" BYPASSRLS");

    [Theory]
    [InlineData(3, 14, false)]
    [InlineData(4, 14, true)]
    [InlineData(4, 13, false)]
    public void Many_schemas_are_read_with_one_right_where_the_server_knows_it(int schemas, int major, bool isOne)
    {
        var many = Enumerable.Range(0, schemas).Select(static number => Serial with { Name = $"s{number}" });

        var grants = new DumpRights("App", major, [.. many]).Grants;

        (grants == "GRANT pg_read_all_data TO \"App\"").ShouldBe(isOne);
    }

    [Fact]
    public void A_role_that_lacks_all_rights_reads_every_statement_at_once() =>
        CloneRights.Refusal("App", Of(Serial), otherwise: null).ShouldBe(
            "the role App may not create databases, nor read all that pg_dump copies: ALTER ROLE \"App\" CREATEDB; "
                + "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO \"App\"; (as a superuser)");

    [Fact]
    public void What_the_programs_print_is_cut()
    {
        RestoreError[] errors = [new($"pg_dump: error: {new string('x', 500)}", IsDispensable: false), new("input file is too short", IsDispensable: false)];

        var verdict = DumpAndRestore.Verdict(1, 1, errors).ShouldNotBeNull();

        verdict.Length.ShouldBeLessThan(250);
        verdict.ShouldNotContain("too short");
    }

    private static DumpRights Of(params UnreadSchema[] schemas) => new("App", 15, schemas);
}
