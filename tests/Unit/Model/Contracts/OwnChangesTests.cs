using System.Text;
using Headroom.Model.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Contracts;

public sealed class OwnChangesTests
{
    [Fact]
    public void A_list_in_any_order_may_come_twice_in_the_same()
    {
        var changed = Answer("""{"items":[1,2]}""", """{"items":[2,1]}""", """{"items":[2,1]}""");
        var same = Answer("""{"items":[1,2]}""", """{"items":[2,1]}""", """{"items":[1,2]}""");

        same.Differences.Count.ShouldBe(2);
        Unexplained(changed, same).ShouldBe([0, 0]);
    }

    [Fact]
    public void What_B_changes_more_often_than_A_is_a_difference()
    {
        var changed = Answer("""{"items":[1,2]}""", """{"items":[2,1]}""", """{"items":[2,1]}""");
        var same = Answer("""{"items":[1,2]}""", """{"items":[2,1]}""", """{"items":[1,2]}""");

        Unexplained(changed, same, same).ShouldBe([0, 2, 2]);
    }

    [Fact]
    public void Another_place_that_A_changes_excuses_nothing() =>
        Unexplained(
            Answer("""{"at":1,"id":1}""", """{"at":2,"id":1}""", """{"at":3,"id":1}"""),
            Answer("""{"at":1,"id":1}""", """{"at":1,"id":2}""", """{"at":1,"id":1}""")).ShouldBe([0, 1]);

    [Fact]
    public void A_key_that_B_alone_leaves_out_of_a_list_in_any_order_is_missed()
    {
        var changed = Answer("""{"items":[{"n":1},{"n":2}]}""", """{"items":[{},{}]}""", """{"items":[{"n":2},{"n":1}]}""");
        var same = Answer("""{"items":[{"n":1},{"n":2}]}""", """{"items":[{},{}]}""", """{"items":[{"n":1},{"n":2}]}""");

        Unexplained(changed, same).ShouldBe([2, 2]);
    }

    [Fact]
    public void A_list_that_B_alone_leaves_empty_is_no_shorter_one()
    {
        var changed = Answer("""[{"n":1},{"n":2}]""", "[]", """[{"n":1}]""");
        var same = Answer("""[{"n":1},{"n":2}]""", "[]", """[{"n":1},{"n":2}]""");
        var emptied = Answer("[1]", "[1]", "[]");

        Unexplained(changed, same).ShouldAllBe(left => left > 0);
        Unexplained(emptied, Answer("[1]", "[]", "[1]")).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_key_that_only_some_things_of_a_list_in_any_order_have_is_none()
    {
        var changed = Answer("""[{"n":1},{}]""", """[{},{"n":1}]""", """[{},{"n":1}]""");
        var same = Answer("""[{"n":1},{}]""", """[{},{"n":1}]""", """[{"n":1},{}]""");

        same.Differences.Count.ShouldBe(2);
        Unexplained(changed, same).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_list_whose_length_changes_by_itself_may_be_longer_and_its_things_keep_their_keys()
    {
        var changed = Answer("""[{"n":1}]""", """[{"n":1}]""", """[{"n":1},{"n":2}]""");
        var longer = Answer("""[{"n":1}]""", """[{"n":1},{"n":2}]""", """[{"n":1}]""");
        var bare = Answer("""[{"n":1}]""", """[{}]""", """[{"n":1}]""");

        Unexplained(changed, longer).ShouldBe([0, 0]);
        Unexplained(changed, bare).ShouldBe([0, 1]);
    }

    [Fact]
    public void Another_status_is_always_a_difference()
    {
        var ok = Response("""{"at":1}""");
        var failed = new ComparedAnswer(ContractCheck.Differences(ok, ok with { Status = 500 }, ok), OwnChanges.Of(ok, Response("""{"at":2}""")));

        Unexplained(failed).ShouldBe([1]);
    }

    // How many differences each request has left.
    private static IReadOnlyList<int> Unexplained(params ComparedAnswer[] answers) => [.. OwnChanges.Unexplained(answers).Select(static left => left.Count)];

    private static ComparedAnswer Answer(string a, string b, string again) =>
        new(ContractCheck.Differences(Response(a), Response(b), Response(again)), OwnChanges.Of(Response(a), Response(again)));

    private static ContractResponse Response(string body) => new(200, "application/json", JsonPlaces.Of(Encoding.UTF8.GetBytes(body), out _), body);
}
