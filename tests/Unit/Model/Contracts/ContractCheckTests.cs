using System.Text;
using Headroom.Model.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Contracts;

public class ContractCheckTests
{
    [Fact]
    public void The_same_answer_differs_in_nothing() =>
        Differences("""{"id":1,"tags":["a"]}""", """{"tags": ["a"], "id": 1}""").ShouldBeEmpty();

    [Theory]
    [InlineData("""{"id":1,"name":"x"}""", """{"id":1}""", "shape", "name", "string", "absent")]
    [InlineData("""{"id":1}""", """{"id":1,"debug":true}""", "shape", "debug", "absent", "boolean")]
    [InlineData("""{"id":1}""", """{"id":"1"}""", "shape", "id", "number", "string")]
    [InlineData("""{"id":1}""", """{"id":null}""", "shape", "id", "number", "null")]
    [InlineData("""{"items":[1,2]}""", """{"items":[]}""", "shape", "items", "array of 2", "array of 0")]
    [InlineData("""{"items":[1,2]}""", """{"items":[2,1]}""", "body", "items[0]", "a value", "another value")]
    [InlineData("""{"id":1}""", """{"id":2}""", "body", "id", "a value", "another value")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", "shape", "a", "object", "array of 1")]
    [InlineData("""{"id":1}""", "no json", "shape", "", "JSON", "no JSON")]
    [InlineData("one", "other", "body", "", "a body", "another body")]
    public void What_B_answers_otherwise_is_found(string a, string b, string kind, string place, string ofA, string ofB) =>
        Differences(a, b)[0].ShouldBe(new ContractDifference(kind, place, ofA, ofB));

    [Fact]
    public void Another_status_is_a_difference_whatever_the_body() =>
        ContractCheck.Differences(Response("{}"), Response("{}") with { Status = 404 }, Response("{}"))
            .ShouldHaveSingleItem().ShouldBe(new ContractDifference("status", "", "200", "404"));

    [Fact]
    public void Another_media_type_is_a_difference() =>
        ContractCheck.Differences(Response("{}"), Response("{}") with { ContentType = "text/html" }, null).ShouldHaveSingleItem().Kind.ShouldBe("content_type");

    [Fact]
    public void What_A_itself_changes_is_volatile() =>
        Differences("""{"id":1,"at":"10:00","list":[1]}""", """{"id":1,"at":"10:01","list":[1,2]}""", """{"id":1,"at":"10:02","list":[]}""").ShouldBeEmpty();

    [Theory]
    [InlineData("""{"views":7}""", """{}""", """{"views":8}""", "views", "number", "absent")]
    [InlineData("""{"views":7}""", """{"views":null}""", """{"views":8}""", "views", "number", "null")]
    [InlineData("""{"list":[1]}""", """{"list":[]}""", """{"list":[1,2]}""", "list", "array of 1", "array of 0")]
    [InlineData("""{"list":[{"n":1}]}""", """{"list":[{}]}""", """{"list":[{"n":2},{"n":3}]}""", "list[0].n", "number", "absent")]
    public void What_A_itself_changes_keeps_its_kind(string a, string b, string again, string place, string ofA, string ofB) =>
        Differences(a, b, again).ShouldBe([new ContractDifference("shape", place, ofA, ofB)]);

    [Theory]
    [InlineData("""{"seen":null}""", """{"seen":null}""", """{"seen":"10:02"}""")]
    [InlineData("""{"seen":"10:00"}""", """{"seen":null}""", """{"seen":null}""")]
    [InlineData("""{"seen":"10:00"}""", """{}""", """{}""")]
    [InlineData("""{"by":{"x":1}}""", """{"by":null}""", """{"by":null}""")]
    [InlineData("""[{"n":1},{"n":2}]""", """[{"n":3}]""", """[{"n":4},{"n":5},{"n":6}]""")]
    public void A_kind_that_A_itself_changes_may_be_either(string a, string b, string again) => Differences(a, b, again).ShouldBeEmpty();

    [Fact]
    public void A_volatile_place_hides_no_other() =>
        Differences("""{"id":1,"at":"10:00"}""", """{"id":2,"at":"10:01"}""", """{"id":1,"at":"10:02"}""").ShouldHaveSingleItem().Place.ShouldBe("id");

    [Fact]
    public void A_place_is_not_within_another_of_a_similar_name() =>
        Differences("""{"at":"1","attic":1}""", """{"at":"2","attic":2}""", """{"at":"3","attic":1}""").ShouldHaveSingleItem().Place.ShouldBe("attic");

    [Fact]
    public void Values_of_a_write_are_not_compared_but_its_shape_is()
    {
        ContractCheck.Differences(Response("""{"id":1}"""), Response("""{"id":2}"""), again: null).ShouldBeEmpty();
        ContractCheck.Differences(Response("""{"id":1}"""), Response("""{}"""), again: null).ShouldHaveSingleItem().Kind.ShouldBe("shape");
    }

    [Fact]
    public void No_body_in_place_of_one_that_changes_by_itself_is_a_difference()
    {
        var page = new ContractResponse(200, "text/html", null, "one");
        var none = page with { BodyHash = "none", IsEmpty = true };

        ContractCheck.Differences(page, none, page with { BodyHash = "other" })
            .ShouldBe([new ContractDifference("shape", "", "a body", "no body")]);
        ContractCheck.Differences(page, none, again: null).Count.ShouldBe(1);
        ContractCheck.Differences(page, none, none).ShouldBeEmpty();
        ContractCheck.Differences(none, none, none).ShouldBeEmpty();
    }

    [Fact]
    public void Differences_hold_no_values() =>
        Differences("""{"secret":"s3cr3t"}""", """{"secret":"other"}""").ShouldHaveSingleItem().ToString().ShouldNotContain("s3cr3t");

    private static IReadOnlyList<ContractDifference> Differences(string a, string b, string? again = null) =>
        ContractCheck.Differences(Response(a), Response(b), Response(again ?? a));

    private static ContractResponse Response(string body) =>
        new(200, "application/json", JsonPlaces.Of(Encoding.UTF8.GetBytes(body), out _), body);
}
