using System.Globalization;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Monitoring;
using FluentValidation;

namespace Agora.Application.Monitoring;

/// <summary>Explains a statement that the server has counted, and keeps the plan. For admins.</summary>
/// <param name="Parameters">Values as texts, for <paramref name="Analyze"/>.</param>
/// <param name="Analyze">Whether to run it, in a transaction that is read-only and rolled back.</param>
public sealed record ExplainStatement(string StatementId, IReadOnlyList<string?> Parameters, bool Analyze)
    : ICommand<StatementPlan>, IOwnsTransaction
{
    public const int ParametersMax = 100, ParameterMax = 10_000;
}

public sealed class ExplainStatementValidator : AbstractValidator<ExplainStatement>
{
    public ExplainStatementValidator()
    {
        RuleFor(c => c.Parameters).Must(values => values.Count <= ExplainStatement.ParametersMax)
            .WithMessage($"Must be at most {ExplainStatement.ParametersMax} values.");
        RuleForEach(c => c.Parameters).MaximumLength(ExplainStatement.ParameterMax);
        RuleFor(c => c.Parameters).Must(values => values.Count == 0).When(c => !c.Analyze)
            .WithMessage("Must be empty: without `analyze` the plan is for any values.");
    }
}

public sealed class ExplainStatementHandler(IStatementPlans plans, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<ExplainStatement, StatementPlan>
{
    public async Task<Result<StatementPlan>> Handle(ExplainStatement command, CancellationToken ct)
    {
        if (!long.TryParse(command.StatementId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return MonitoringErrors.StatementNotFound;
        }

        // First, because it also finds the rights of the caller current.
        var earlier = await plans.ListAsync(id, ct);
        var found = await plans.FindAsync(id, ct);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } statement)
        {
            return MonitoringErrors.StatementNotFound;
        }

        var explained = await plans.ExplainAsync(statement, command.Analyze, command.Parameters, ct);
        return await explained.ThenAsync(async json =>
        {
            var plan = PlanReading.Of(json);
            return await unitOfWork.ExecuteAsync(
                async token =>
                {
                    var taken = new StatementPlan(
                        id.ToString(CultureInfo.InvariantCulture), statement.Text, clock.GetUtcNow(), command.Analyze, plan.Shape,
                        plan.Cost, plan.Milliseconds, plan.Advice, json, earlier);
                    await plans.AddAsync(taken, token);
                    return (Result<StatementPlan>)taken;
                },
                static taken => taken.IsSuccess,
                ct);
        });
    }
}
