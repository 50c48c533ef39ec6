using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("node app.js", "node app.js")]
    [InlineData("TOKEN=hidden node app.js", "TOKEN=[redacted] node app.js")]
    [InlineData("A=hidden B='hid den' C=\"hid den\" node app.js --port=80", "A=[redacted] B=[redacted] C=[redacted] node app.js --port=80")]
    [InlineData("cd app && KEY=hidden ./run", "cd app && KEY=[redacted] ./run")]
    [InlineData("sudo env -i KEY=hidden PORT=hidden ./run", "sudo env -i KEY=[redacted] PORT=[redacted] ./run")]
    [InlineData("export KEY=hidden; ./run --mode=fast", "export KEY=[redacted]; ./run --mode=fast")]
    [InlineData("./run postgres://app:hidden@db/app", "./run postgres://db/app")]
    public void A_command_keeps_no_value_of_its_variables(string command, string shown) => Redaction.OfCommand(command).ShouldBe(shown);

    [Theory]
    [InlineData("/clips?sort=hot&limit=20", "/clips?sort=hot&limit=20")]
    [InlineData("/clips?access_token=hidden&limit=20", "/clips?access_token=[redacted]&limit=20")]
    [InlineData("/clips?limit=20&apiKey=hidden#end", "/clips?limit=20&apiKey=[redacted]#end")]
    [InlineData("/clips?token=${tokens}&id=${ids}", "/clips?token=${tokens}&id=${ids}")]
    [InlineData("/clips?sig=hidden${ids}", "/clips?sig=[redacted]")]
    [InlineData("/clips/${id}", "/clips/${id}")]
    public void A_path_keeps_what_is_no_secret(string path, string shown) => Redaction.OfPath(path).ShouldBe(shown);

    [Fact]
    public void A_plan_keeps_no_body_and_no_password()
    {
        var request = new RequestTemplate { Method = "POST", Path = "/in?code=hidden", Endpoint = "POST /in", Body = "hidden" };
        var redacted = Redaction.Of(PlanOf(request, request with { Body = null }));

        redacted.Scenario!.Flows[0].Requests.Select(r => r.Body).ShouldBe([Redaction.Mark, null]);
        redacted.Scenario!.Flows[0].Requests[0].Path.ShouldBe("/in?code=[redacted]");
        redacted.Service.Start.ShouldBe("KEY=[redacted] ./run");
        redacted.Service.Url.ShouldBe(new Uri("http://localhost:80/"));
    }

    [Fact]
    public void A_manifest_keeps_no_password() =>
        Manifests.Begin("run", PlanOf(), Path.GetTempPath(), TimeProvider.System).Url.OriginalString.ShouldNotContain("hidden");

    [Fact]
    public void A_cause_keeps_no_password() =>
        Redaction.Of(new Collected.Failed("nobody answers at http://me:hidden@localhost/health")).ShouldBe(new Collected.Failed("nobody answers at http://localhost/health"));

    private static Plan PlanOf(params RequestTemplate[] requests) => new()
    {
        Service = new ServicePlan { Name = "clips", Url = new Uri("http://me:hidden@localhost/"), Start = "KEY=hidden ./run" },
        Scenario = new Scenario
        {
            Name = "browse",
            Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)),
            Flows = [new Flow { Name = "one", Requests = requests }],
        },
    };
}
