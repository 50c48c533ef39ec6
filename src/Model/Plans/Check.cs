using System.Text.Json.Serialization;

namespace Headroom.Model.Plans;

/// <summary>Something that must hold of a response.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "check")]
[JsonDerivedType(typeof(StatusIs), "status")]
[JsonDerivedType(typeof(BodyContains), "body-contains")]
[JsonDerivedType(typeof(BodyMatches), "body-matches")]
[JsonDerivedType(typeof(HasHeader), "header")]
[JsonDerivedType(typeof(HeaderMatches), "header-matches")]
[JsonDerivedType(typeof(JsonIs), "json")]
public abstract record Check
{
    private Check()
    {
    }

    /// <summary>Its name in reports.</summary>
    [JsonIgnore]
    public string Name => this switch
    {
        StatusIs status => $"status is {string.Join(" or ", status.Expected)}",
        BodyContains body => $"body contains '{body.Text}'",
        BodyMatches body => $"body matches '{body.Pattern}'",
        HasHeader header => $"has header {header.Header}",
        HeaderMatches header => $"header {header.Header} matches '{header.Pattern}'",
        JsonIs json => $"{json.Path} {json.Test.Text}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The status is one of these.</summary>
    public sealed record StatusIs(IReadOnlyList<int> Expected) : Check;

    /// <summary>The body contains a text.</summary>
    public sealed record BodyContains(string Text) : Check;

    /// <summary>A regular expression matches somewhere in the body.</summary>
    public sealed record BodyMatches(string Pattern) : Check;

    /// <summary>The response has a header.</summary>
    public sealed record HasHeader(string Header) : Check;

    /// <summary>The response has a header in whose value a regular expression matches.</summary>
    public sealed record HeaderMatches(string Header, string Pattern) : Check;

    /// <summary>The first value at a path of a JSON body, such as <c>$.items[0].id</c>, passes a test.</summary>
    public sealed record JsonIs(string Path, JsonTest Test) : Check;
}

/// <summary>What must hold of a JSON value.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "test")]
[JsonDerivedType(typeof(Exists), "exists")]
[JsonDerivedType(typeof(EqualTo), "equal-to")]
[JsonDerivedType(typeof(AtLeast), "at-least")]
[JsonDerivedType(typeof(AtMost), "at-most")]
[JsonDerivedType(typeof(Matches), "matches")]
public abstract record JsonTest
{
    private JsonTest()
    {
    }

    /// <summary>How it reads after the path.</summary>
    [JsonIgnore]
    public string Text => this switch
    {
        Exists => "exists",
        EqualTo equal => $"is {equal.Value}",
        AtLeast least => $"is at least {least.Value}",
        AtMost most => $"is at most {most.Value}",
        Matches matches => $"matches '{matches.Pattern}'",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>There is a value, null included.</summary>
    public sealed record Exists : JsonTest;

    /// <summary>It is a text, number, true, false or null that reads like this; numbers are compared as numbers.</summary>
    public sealed record EqualTo(string Value) : JsonTest;

    /// <summary>It is a number not below this; of an array, its length.</summary>
    public sealed record AtLeast(double Value) : JsonTest;

    /// <summary>It is a number not above this; of an array, its length.</summary>
    public sealed record AtMost(double Value) : JsonTest;

    /// <summary>It is a text in which a regular expression matches.</summary>
    public sealed record Matches(string Pattern) : JsonTest;
}
