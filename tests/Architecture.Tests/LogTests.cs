using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Agora.Architecture.Tests;

public sealed class LogTests
{
    [Fact]
    public void A_number_of_an_event_means_one_event()
    {
        var events = new[] { Solution.Application, Solution.Infrastructure, Solution.Api }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(
                type => type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(
                method => (Name: $"{method.DeclaringType!.Name}.{method.Name}",
                    Event: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(method => method.Event is not null)
            .ToList();

        events.ShouldNotBeEmpty();
        events.GroupBy(method => method.Event).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(method => method.Name))}").ShouldBeEmpty();
    }
}
