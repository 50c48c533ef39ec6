using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ConstantListsTests
{
    [Theory]
    [InlineData("state = ANY ('{queued,retry}'::text[])", "state IN ('queued', 'retry')")]
    [InlineData("state = ANY (ARRAY['queued'::text, 'retry'::character varying])", "state IN ('queued', 'retry')")]
    [InlineData("(state <> ALL ('{\"on hold\",it''s}'::text[])) AND open", "(state NOT IN ('on hold', 'it''s')) AND open")]
    [InlineData("n = ANY ('{1,-2}'::integer[]) AND n <> ALL (ARRAY[3, 4])", "n IN (1, -2) AND n NOT IN (3, 4)")]
    [InlineData("mood = ANY ('{sad,glad}'::public.mood[])", "mood IN ('sad', 'glad')")]
    [InlineData("state = ANY ($1)", "state = ANY ($1)")]
    [InlineData("state = ANY (ARRAY[other, 'retry'::text])", "state = ANY (ARRAY[other, 'retry'::text])")]
    [InlineData("n > ANY ('{1,2}'::integer[])", "n > ANY ('{1,2}'::integer[])")]
    [InlineData("state = ANY ('{{a},{b}}'::text[])", "state = ANY ('{{a},{b}}'::text[])")]
    public void Lists_of_constants_are_written_as_people_do(string printed, string written) =>
        Text(ConstantLists.Written([.. StatementText.Tokens(printed)])).ShouldBe(Text([.. StatementText.Tokens(written)]));

    private static string Text(SqlToken[] tokens) => string.Join(' ', tokens.Select(token => $"{token.Text}@{token.Start}"));
}
