using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Application.Tests;

public sealed class ValidationMessageTests
{
    [Fact]
    public void Every_rule_of_every_validator_says_what_must_be_in_words_of_our_own()
    {
        var services = new ServiceCollection();
        services.AddApplication();
        var validators = services.Where(
            s => s.ServiceType.IsGenericType && s.ServiceType.GetGenericTypeDefinition() == typeof(IValidator<>))
            .Select(s => (IValidator)Activator.CreateInstance(s.ImplementationType!)!)
            .ToList();

        validators.Count.ShouldBeGreaterThan(20);
        foreach (var validator in validators)
        {
            foreach (var rule in validator.CreateDescriptor().Rules.SelectMany(r => r.Components))
            {
                var message = rule.GetUnformattedErrorMessage();
                (message == "{Reason}"
                    || (message.StartsWith("Must ", StringComparison.Ordinal)
                        && message != "Must be valid."
                        && !message.Contains("{PropertyName}", StringComparison.Ordinal)))
                    .ShouldBeTrue($"{validator.GetType().Name}: {message}");
            }
        }
    }
}
