using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class NamesTests
{
    [Fact]
    public void Knows_feeds_columns_variables_built_ins_and_what_was_extracted_before()
    {
        var plan = Yaml.Plan($$"""
            {{Yaml.Head}}
            variables: { tenant: acme }
            headers: { X-Tenant: "${tenant}", Authorization: "Bearer ${token}" }
            feeds: { clip: { range: [1, 9] }, word: { values: [a, b] } }
            setup:
              - post: /login
                extract: { token: $.token }
              - post: /prepare?token=${token}
            teardown:
              - delete: /prepare?token=${token}
            flows:
              a:
                requests:
                  - get: /clips/${clip}
                    extract: { next: $.next }
                  - get: /clips/${next}?by=${token}&q=${word}&n=${iteration}
            """);
        plan.Setup.Select(static request => request.Path).ShouldBe(["/login", "/prepare?token=${token}"]);
        plan.Teardown.ShouldHaveSingleItem().Path.ShouldBe("/prepare?token=${token}");
        plan.Variables.ShouldBe([new("tenant", "acme")]);
    }

    [Fact]
    public void What_a_later_request_extracts_is_unknown_and_so_is_what_another_flow_extracts() => Yaml.Mistakes($$"""
        {{Yaml.Head}}
        flows:
          a:
            requests:
              - get: /${next}
                extract: { next: $.next }
              - get: /${next}
          b:
            requests: [ { get: "/${nxt}" }, { get: "/${next}" } ]
        """).ShouldBe([
            "8:14 flows.a.requests[0].get: '${next}' names no feed, variable or earlier extraction; expected it under 'feeds' or 'variables', or one of iteration, timestamp, uuid, vu",
            "12:24 flows.b.requests[0].get: '${nxt}' names no feed, variable or earlier extraction; expected it under 'feeds' or 'variables', or one of iteration, timestamp, uuid, vu",
            "12:44 flows.b.requests[1].get: '${next}' names no feed, variable or earlier extraction; expected it under 'feeds' or 'variables', or one of iteration, timestamp, uuid, vu",
        ]);

    [Theory]
    [InlineData("variables: { a: 1 }\nfeeds: { a: { range: [1, 2] } }", "'a' is the name of a feed too; expected a name of its own for the variable")]
    [InlineData("variables: { uuid: 1 }", "'uuid' is the name of a built-in too")]
    [InlineData("feeds: { vu: { range: [1, 2] } }", "'vu' is the name of a built-in too")]
    [InlineData("variables: { a b: 1 }", "'a b' cannot stand in a placeholder")]
    [InlineData("variables: { a: '${b}' }", "'${b}' in a variable; expected a text, or ${env:NAME}")]
    [InlineData("variables: { a: '${env:ABSENT}' }", "'${env:ABSENT}' is not set; expected it in the environment")]
    [InlineData("headers: { A: '${env:HOME}' }", "'${env:HOME}' stands in a request; expected the environment only under 'variables' and 'auth'")]
    [InlineData("headers: { A: '${tokn}' }\nvariables: { token: x }", "(did you mean token?)")]
    public void Says_what_it_expected(string lines, string expected) =>
        Yaml.Mistakes($"{Yaml.Head}{lines}\nrequests: [ {{ get: / }} ]").ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void The_mistakes_of_a_request_hide_neither_what_it_extracts_nor_make_new_ones() => Yaml.Mistakes($$"""
        {{Yaml.Head}}
        feeds: { user: { csv: absent.csv } }
        flows:
          a:
            requests:
              - gte: /
                extract: { next: $.next }
              - get: /${next}/${user.name}
        """).Length.ShouldBe(3);

    [Fact]
    public void The_environment_fills_variables_and_who_sends()
    {
        var file = Yaml.File(
            $"{Yaml.Head}variables: {{ key: 'k-${{env:KEY}}' }}\nauth: {{ bearer: '${{env:KEY}}.${{key}}' }}\nrequests: [ {{ get: / }} ]", ".", ("KEY", "7"));
        file.Load.Variables["key"].ShouldBe("k-7");
        file.Load.Headers["authorization"].ShouldBe("Bearer 7.${key}");
    }

    [Theory]
    [InlineData("auth: { basic: { user: me, password: '${word}' } }", "Basic bWU6c2VjcmV0")]
    [InlineData("auth: { bearer: 't-${vu}' }", "Bearer t-${vu}")]
    public void Who_sends_becomes_a_header(string auth, string header) =>
        Yaml.Plan($"{Yaml.Head}variables: {{ word: secret }}\n{auth}\nrequests: [ {{ get: / }} ]").Headers["Authorization"].ShouldBe(header);

    [Theory]
    [InlineData("auth: { basic: { user: 'a:b', password: c } }", "a user with a colon")]
    [InlineData("auth: { basic: { user: a } }", "'password' is missing")]
    [InlineData("auth: { basic: { user: '${vu}', password: c } }", "'${vu}' in Basic authentication; expected a text, a variable or ${env:NAME}")]
    [InlineData("auth: { bearer: a, basic: { user: a, password: b } }", "both 'basic' and 'bearer'; expected one of them")]
    [InlineData("auth: {}", "neither 'basic' and 'bearer'; expected one of them")]
    [InlineData("auth: { bearer: a }\nheaders: { authorization: b }", "the header Authorization stands under 'headers' too")]
    [InlineData("auth: { bearer: '${tokn}' }", "'${tokn}' names no feed")]
    public void Says_what_is_wrong_with_who_sends(string auth, string expected) =>
        Yaml.Mistakes($"{Yaml.Head}{auth}\nrequests: [ {{ get: / }} ]").ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void A_plain_placeholder_is_a_number_when_all_its_values_are() => Yaml.Plan($$"""
        {{Yaml.Head}}
        variables: { size: "20", zip: "01234" }
        feeds: { id: { values: [7, 8] }, word: { values: [7, b] } }
        requests:
          - post: /
            body:
              a: ${size}
              b: ${zip}
              c: ${id}
              d: ${word}
              e: "${id}"
              f: ${timestamp}
              g: ${uuid}
        """).Scenarios[0].Flows[0].Requests[0].Body
        .ShouldBe("""{"a":${size},"b":"${zip}","c":${id},"d":"${word}","e":"${id}","f":${timestamp},"g":"${uuid}"}""");
}
