using Agora.Domain.Common;
using MediatR;

namespace Agora.Application.Common;

/// <summary>Changes state. Runs in exactly one transaction, committed only when the result succeeded.</summary>
public interface ICommand<T> : IRequest<Result<T>>;

/// <summary>Reads. No explicit transaction; one round trip wherever the question allows it.</summary>
public interface IQuery<T> : IRequest<Result<T>>;

/// <summary>
/// Marks a command whose handler opens its one transaction itself: because slow work such as hashing a password must not
/// hold a connection, because a refusal must be stored too, or because something follows the commit.
/// </summary>
public interface IOwnsTransaction;

public interface ICommandHandler<in TCommand, T> : IRequestHandler<TCommand, Result<T>>
    where TCommand : ICommand<T>;

public interface IQueryHandler<in TQuery, T> : IRequestHandler<TQuery, Result<T>>
    where TQuery : IQuery<T>;
