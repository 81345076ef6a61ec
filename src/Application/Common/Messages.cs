using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Common;

/// <summary>Changes state. Runs in exactly one transaction, committed only when the result succeeded.</summary>
public interface ICommand<T> : IRequest<Result<T>>;

/// <summary>Reads. No explicit transaction; one round trip wherever the question allows it.</summary>
public interface IQuery<T> : IRequest<Result<T>>;

public interface ICommandHandler<in TCommand, T> : IRequestHandler<TCommand, Result<T>>
    where TCommand : ICommand<T>;

public interface IQueryHandler<in TQuery, T> : IRequestHandler<TQuery, Result<T>>
    where TQuery : IQuery<T>;
