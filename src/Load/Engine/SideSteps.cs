using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>The requests before and after the load: sent once, in order, not measured.</summary>
internal static class SideSteps
{
    /// <summary>Sends them; what they extract goes into the values.</summary>
    /// <returns>Null, or which of them did not do what it should.</returns>
    public static async Task<string?> RunAsync(
        IReadOnlyList<RequestTemplate> requests, LoadPlan load, Target target, Bindings bindings, Values values, TimeProvider time, CancellationToken stop)
    {
        if (requests.Count == 0)
        {
            return null;
        }

        using var loop = new EventLoop(new RunClock(time));
        string? mistake = null;
        await loop.RunAsync(async () =>
        {
            foreach (var template in requests)
            {
                mistake = stop.IsCancellationRequested ? "interrupted" : await SendAsync(template);
                if (mistake is not null)
                {
                    return;
                }
            }
        });
        return mistake;

        async Task<string?> SendAsync(RequestTemplate template)
        {
            var connection = Connections.Create(template.Exchange, loop, target);
            var judge = new ResponseJudge(template);
            values.Set(BuiltIn.Timestamp, time.GetUtcNow().ToUnixTimeMilliseconds());
            await connection.SendAsync(PreparedRequest.Of(template, load, bindings, target.Address), values, judge.NeedsBody, RunClock.Ns(load.Timeout));
            var outcome = Judged(template, judge, connection, bindings, values);
            connection.Close();
            return outcome is null ? null : $"{template.Endpoint} {outcome}";
        }
    }

    private static string? Judged(RequestTemplate template, ResponseJudge judge, Connection connection, Bindings bindings, Values values)
    {
        if (connection.Error != ErrorKind.None)
        {
            return $"got no response: {connection.Error.Text()}";
        }

        var reading = new ResponseReading();
        reading.Open(connection.Response);
        for (var i = 0; i < template.Checks.Count; i++)
        {
            if (!judge.Holds(i, reading))
            {
                return $"answered {connection.Response.Status}; the check '{template.Checks[i].Name}' does not hold";
            }
        }

        if (connection.Response.Status >= 400 && !template.Checks.Any(static check => check is Check.StatusIs))
        {
            return $"answered {connection.Response.Status}";
        }

        for (var i = 0; i < template.Extractions.Count; i++)
        {
            var variable = template.Extractions[i].Variable;
            if (!judge.TryExtract(i, reading, values.Renew(bindings.SlotOf(variable))))
            {
                return $"answered {connection.Response.Status} without a value for '{variable}'";
            }
        }

        return null;
    }
}
